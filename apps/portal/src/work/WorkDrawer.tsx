import { Drawer, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { BatchWork } from './BatchWork.tsx'
import { LabWork } from './LabWork.tsx'
import { TemplateWork } from './TemplateWork.tsx'
import { useWork } from './useWork.ts'
import classes from './Work.module.css'
import { hideWork, useWorkOpen } from './workOpen.ts'

/** As many as a drawer is read of; the list of labs shows all. */
const shownAtMost = 50

/** What is under way, whatever page is shown beside it. */
export function WorkDrawer() {
  const open = useWorkOpen()
  return (
    <Drawer
      opened={open}
      onClose={hideWork}
      position="right"
      size={380}
      title="Running work"
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      closeOnClickOutside={false}
      transitionProps={{ duration: 140 }}
      classNames={{ inner: classes.inner ?? '', content: classes.drawer ?? '' }}
      closeButtonProps={{ 'aria-label': 'Close running work' }}
    >
      {open && <WorkList />}
    </Drawer>
  )
}

function WorkList() {
  const { batches, labs, templates, count } = useWork()
  return (
    <div className={classes.list}>
      {count === 0 && batches.length === 0 && (
        <Text c="dimmed" py="sm">
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
    </div>
  )
}

function Group({ title, of }: { title: string; of: readonly ReactNode[] }) {
  if (of.length === 0) return null
  return (
    <section>
      <Title order={3} size="h4" className={classes.title}>
        {title}
      </Title>
      <ul className={classes.things}>{of}</ul>
    </section>
  )
}
