import { Menu, Text } from '@mantine/core'
import type { Verb } from './verb.ts'

/** A power verb in a menu, with what a newcomer wants to know, or why it is not possible now. */
export function VerbItem({ verb, choose }: { verb: Verb; choose: (verb: Verb) => void }) {
  const note = verb.allowed ? verb.hint : verb.whyNot
  return (
    <Menu.Item disabled={!verb.allowed} onClick={() => choose(verb)}>
      {verb.words}
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Menu.Item>
  )
}
