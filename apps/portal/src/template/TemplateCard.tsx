import { Button, Text, Title } from '@mantine/core'
import type { TemplateView } from '@paddock/sdk'
import { mayAnywhere } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { MakingBar } from './MakingBar.tsx'
import { MakingChip } from './MakingChip.tsx'
import { mayManage } from './mayManage.ts'
import classes from './TemplateCard.module.css'
import { TemplateFacts } from './TemplateFacts.tsx'
import { TemplateMenu } from './TemplateMenu.tsx'
import { TemplateVersionLink } from './TemplateVersionLink.tsx'

type TemplateCardProps = { template: TemplateView; create: () => void }

/** A template on the shelf; while an image of it is being made, how far that is. */
export function TemplateCard({ template, create }: TemplateCardProps) {
  const me = useMe()
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <Title order={3} size="h2">
          {template.name}
        </Title>
        {/* Ready is what templates are: only the others say how they are. */}
        {template.state !== 'ready' && <MakingChip state={template.state} />}
        <TemplateMenu template={template} />
      </div>
      {template.description && (
        <Text className={classes.description} lineClamp={4} title={template.description}>
          {template.description}
        </Text>
      )}
      {template.state === 'making' && <MakingBar thing={template} />}
      {template.reason && (
        <Text size="sm" c="var(--failed)">
          {template.reason.message} <span className="mono">({template.reason.code})</span>
        </Text>
      )}
      <div className={classes.foot}>
        <div>
          <TemplateFacts template={template} />
          <Text size="sm" c="dimmed">
            {template.scope === 'public' ? 'From the installation' : 'Of your tenant'} ·{' '}
            <TemplateVersionLink template={template} manage={mayManage(me, template)} />
          </Text>
        </div>
        {mayAnywhere(me, 'lab.create') && (
          <Button
            variant="default"
            onClick={create}
            disabled={template.state !== 'ready'}
            aria-label={`Create a lab from ${template.name}`}
          >
            Create a lab
          </Button>
        )}
      </div>
    </li>
  )
}
