import { Progress, Text } from '@mantine/core'

type MeterProps = { name: string; part: number; words: string }

/** How much of something is taken, in words and as a bar that turns amber when it gets tight. */
export function Meter({ name, part, words }: MeterProps) {
  const percent = Number.isFinite(part) ? Math.min(100, Math.max(0, part * 100)) : 0
  return (
    <div>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text className="numbers" mb={6}>
        {words}
      </Text>
      <Progress value={percent} size="sm" color={percent >= 90 ? 'orange' : 'petrol'} aria-label={name} />
    </div>
  )
}
