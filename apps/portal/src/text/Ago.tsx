import { Text } from '@mantine/core'
import { ago } from './ago.ts'
import { useNow } from './useNow.ts'

/** A moment as people say it, with the exact one in their own zone on hover: the browser's own hint, as lists hold hundreds. */
export function Ago({ moment, inherit = false }: { moment: string; inherit?: boolean }) {
  const now = useNow()
  const exact = new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })
  return (
    <Text component="time" dateTime={moment} title={exact} inherit={inherit} span>
      {ago(moment, now)}
    </Text>
  )
}
