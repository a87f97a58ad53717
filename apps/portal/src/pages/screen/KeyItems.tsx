import { Menu, Text } from '@mantine/core'
import { list } from '../../text/quantity.ts'
import { type Chord, chords } from './chords.ts'

/** Keys to send to the machine, and which of them the browser keeps for itself. */
export function KeyItems({ send }: { send: (chord: Chord) => void }) {
  const caught = chords.filter(chord => chord.caught).map(chord => chord.words)
  return (
    <>
      {chords.map(chord => (
        <Menu.Item key={chord.words} onClick={() => send(chord)}>
          {chord.words}
        </Menu.Item>
      ))}
      <Text size="xs" c="dimmed" px="sm" py={6}>
        The browser keeps {list(caught)} for itself: send them from here.
        {locksKeyboard && ' In full screen most of them go to the machine.'} Ctrl, Alt and Shift together bring the
        keyboard back to this bar; Escape leads from it into the machine.
      </Text>
    </>
  )
}

/** Source: Keyboard Lock, WICG; in Chromium, on pages that came over HTTPS. */
const locksKeyboard = 'keyboard' in navigator
