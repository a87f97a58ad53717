import { CloseButton, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { BatchWork } from './BatchWork.tsx'
import { LabWork } from './LabWork.tsx'
import { TemplateWork } from './TemplateWork.tsx'
import { useWork } from './useWork.ts'
import classes from './Work.module.css'
import { hideWork, useWorkOpen } from './workOpen.ts'

/** As many as a drawer is read of; the list of labs shows all. */
const shownAtMost = 50

/** What is under way, beside whatever page is shown, which stays in use. */
export function WorkDrawer() {
  return useWorkOpen() ? <OpenDrawer /> : null
}

function OpenDrawer() {
  const { batches, labs, templates, count } = useWork()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    panel.current?.focus()
    return () => {
      if (before instanceof HTMLElement && panel.current?.contains(document.activeElement)) before.focus()
    }
  }, [])
  return (
    <aside
      ref={panel}
      className={classes.drawer}
      aria-label="Running work"
      tabIndex={-1}
      onKeyDown={event => event.key === 'Escape' && hideWork()}
    >
      <div className={classes.head}>
        <Title order={2}>Running work</Title>
        <CloseButton aria-label="Close running work" onClick={hideWork} />
      </div>
      {count === 0 && batches.length === 0 && (
        <Text c="dimmed">
          Nothing is under way. What takes longer than a moment, such as machines that start, shows its progress here.
        </Text>
      )}
      <Group title="Asked here" of={batches.map(batch => <BatchWork key={batch.id} batch={batch} />)} />
      <Group title="Labs" of={labs.slice(0, shownAtMost).map(lab => <LabWork key={lab.id} lab={lab} />)} />
      {labs.length > shownAtMost && (
        <Text size="sm" c="dimmed">
          And {labs.length - shownAtMost} more labs.
        </Text>
      )}
      <Group title="Library" of={templates.map(template => <TemplateWork key={template.id} template={template} />)} />
    </aside>
  )
}

function Group({ title, of }: { title: string; of: readonly ReactNode[] }) {
  if (of.length === 0) return null
  return (
    <section>
      <h3 className={classes.title}>{title}</h3>
      <ul className={classes.things}>{of}</ul>
    </section>
  )
}
