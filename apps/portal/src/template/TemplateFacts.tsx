import { Text } from '@mantine/core'
import type { TemplateView } from '@paddock/sdk'
import { count, memory } from '../text/quantity.ts'

/** What a lab of the template consists of, and what it takes when all of it runs. */
export function TemplateFacts({ template }: { template: TemplateView }) {
  return (
    <Text size="sm" c="dimmed" className="numbers">
      {count(template.vmCount, 'machine')} · {count(template.networkCount, 'network')} · {memory(template.memoryMiB)}{' '}
      memory when all run
    </Text>
  )
}
