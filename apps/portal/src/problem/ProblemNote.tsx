import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { wordsOf } from './wordsOf.ts'

/** A refusal: what to do, and the code and request id that an operator asks for. */
export function ProblemNote({ error }: { error: unknown }) {
  const { detail, fields, code, requestId } = wordsOf(error)
  const reference = [code, requestId].filter(Boolean).join(' · ')
  return (
    <div>
      <Text size="md">{detail}</Text>
      {fields.map(field => (
        <Text key={field} size="sm">
          {field}
        </Text>
      ))}
      {reference && (
        <Group gap={4} wrap="nowrap" mt={2}>
          <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: 'anywhere' }}>
            {reference}
          </Text>
          <CopyButton value={reference}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? 'Copied' : 'Copy code and request id'}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  onClick={copy}
                  aria-label={copied ? 'Copied' : 'Copy code and request id'}
                >
                  {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
      )}
    </div>
  )
}
