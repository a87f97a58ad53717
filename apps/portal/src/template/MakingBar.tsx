import { Text } from '@mantine/core'
import { Bar } from '../work/Bar.tsx'

type MakingBarProps = { thing: { name: string; step: string; progress: number } }

/** How far something of the library is that is being made, and what is being done. */
export function MakingBar({ thing: { name, step, progress } }: MakingBarProps) {
  return (
    <div>
      <Bar part={progress} name={`${name} is being made`} />
      <Text size="sm" c="dimmed" mt={4} className="numbers">
        {step} · {Math.round(progress * 100)} %
      </Text>
    </div>
  )
}
