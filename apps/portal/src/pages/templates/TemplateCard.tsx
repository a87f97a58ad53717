import { Button, Group, Progress, Text, Title } from '@mantine/core'
import type { TemplateView } from '@paddock/sdk'
import { mayAnywhere } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { StateChip } from '../../state/StateChip.tsx'
import { TemplateFacts } from '../../template/TemplateFacts.tsx'
import classes from './TemplatesPage.module.css'

type TemplateCardProps = { template: TemplateView; create: () => void }

/** A template on the shelf; while an image of it is being made, how far that is. */
export function TemplateCard({ template, create }: TemplateCardProps) {
  const me = useMe()
  return (
    <li className={classes.card}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Title order={2}>{template.name}</Title>
        <TemplateChip template={template} />
      </Group>
      <Text className={classes.description} lineClamp={4}>
        {template.description}
      </Text>
      {template.state === 'making' && (
        <div>
          <Progress
            value={template.progress * 100}
            size="sm"
            aria-label={`${template.name} is being made`}
            transitionDuration={300}
          />
          <Text size="sm" c="dimmed" mt={4} className="numbers">
            {template.step} · {Math.round(template.progress * 100)} %
          </Text>
        </div>
      )}
      {template.reason && (
        <Text size="sm" c="var(--failed)">
          {template.reason.message} <span className="mono">({template.reason.code})</span>
        </Text>
      )}
      <div className={classes.foot}>
        <div>
          <TemplateFacts template={template} />
          <Text size="sm" c="dimmed">
            {template.scope === 'public' ? 'From the installation' : 'Of your tenant'} · version {template.version}
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

function TemplateChip({ template }: { template: TemplateView }) {
  switch (template.state) {
    case 'ready':
      return <StateChip look="running" words="Ready" />
    case 'making':
      return <StateChip look="moving" words="Being made" />
    case 'failed':
      return <StateChip look="failed" words="Failed" />
  }
}
