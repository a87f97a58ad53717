import type { AnswerOf } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { tell, wayToLab } from '../text/tell.tsx'

/** Says that a thing is back, with the way to it. */
export function tellRestored({ kind, name, labId }: AnswerOf<'trashRestore'>): void {
  const words = `${name} is restored.`
  if (kind === 'lab' && labId !== null) tell(words, wayToLab({ id: labId, name }))
  else if (kind === 'snapshot' && labId !== null)
    tell(
      words,
      <Link to="/labs/$lab/snapshots" params={{ lab: labId }}>
        Open its lab’s snapshots
      </Link>,
    )
  else tell(words, <Link to="/library">Open the library</Link>)
}
