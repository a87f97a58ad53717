import { useLocalStorage } from '@mantine/hooks'
import type { LabId } from '@paddock/model'
import { type Arrangement, untouched } from './plan.ts'

/** How the reader has arranged a lab's picture, kept in this browser. */
export function useArrangement(lab: LabId): [Arrangement, (next: Arrangement) => void] {
  const [arrangement, setArrangement] = useLocalStorage<Arrangement>({
    key: `paddock.topology.${lab}`,
    defaultValue: untouched,
    getInitialValueInEffect: false,
    deserialize: read,
  })
  return [arrangement, setArrangement]
}

/** What is kept may be of an older portal, or have been edited by hand. */
function read(text: string | undefined): Arrangement {
  try {
    const told: unknown = JSON.parse(text ?? '')
    if (typeof told !== 'object' || told === null) return untouched
    const { order, homes } = told as Partial<Arrangement>
    if (!Array.isArray(order) || typeof homes !== 'object' || homes === null) return untouched
    return { order, homes }
  } catch {
    return untouched
  }
}
