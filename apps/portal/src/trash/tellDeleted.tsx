import type { Deletion, TrashView } from '@paddock/sdk'
import type { QueryClient } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { showProblem } from '../problem/showProblem.tsx'
import { count } from '../text/quantity.ts'
import { tell, wayTo } from '../text/tell.tsx'
import { tellRestored } from './tellRestored.tsx'

/** Says that things were deleted, with the way to undo it for those that are in the trash. */
export function tellDeleted(queries: QueryClient, words: string, deletions: readonly Deletion[]): void {
  const kept = deletions.flatMap(({ trash }) => trash ?? [])
  if (kept.length === 0) {
    tell(`${words} deleted.`)
    return
  }
  const undo = () =>
    void Promise.allSettled(kept.map(({ id }) => paddock.trash.restore({ trash: id }))).then(answers => {
      const failed = answers.find(answer => answer.status === 'rejected')
      if (failed) showProblem(failed.reason)
      const back = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
      const [only] = back
      if (back.length > 1) tell(`${count(back.length, kindOf(kept))} restored.`)
      else if (only) tellRestored(only)
      // A snapshot's tree and the trash have no events of their own.
      void queries.invalidateQueries()
    })
  tell(`${words} in the trash.`, wayTo('Undo', undo))
}

const kindOf = ([first]: readonly TrashView[]): string => first?.kind ?? 'thing'
