import { Text } from '@mantine/core'
import { ago } from './ago.ts'
import { useNow } from './useNow.ts'

/** Made once: to make one takes longer than to draw the row that it is for. */
const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })

/** A moment as people say it, with the exact one in their own zone on hover: the browser's own hint, as lists hold hundreds. */
export function Ago({ moment, inherit = false }: { moment: string; inherit?: boolean }) {
  const now = useNow()
  const exact = exactly.format(new Date(moment))
  return (
    <Text component="time" dateTime={moment} title={exact} inherit={inherit} span>
      {ago(moment, now)}
    </Text>
  )
}
