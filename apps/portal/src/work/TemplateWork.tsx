import type { TemplateView } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { Bar } from './Bar.tsx'
import classes from './Work.module.css'

/** A template whose images are being made. */
export function TemplateWork({ template }: { template: TemplateView }) {
  return (
    <li className={classes.thing}>
      <Link to="/library" search={{ search: template.name }} className={classes.link}>
        {template.name}
      </Link>
      <Bar part={template.progress} name={`Progress of ${template.name}`} />
      <span className={classes.small}>
        {template.step} · {Math.round(template.progress * 100)} %
      </span>
    </li>
  )
}
