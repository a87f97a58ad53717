import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { showProblem } from '../problem/showProblem.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import type { Verb } from './verb.ts'

/** Does power verbs, and asks before those that lose something. The dialog has to be put on the page. */
export function usePower(): { choose: (verb: Verb) => void; acting: boolean; dialog: ReactNode } {
  const [asking, setAsking] = useState<Verb | null>(null)
  const act = useMutation({ mutationFn: (verb: Verb) => verb.run(), onError: showProblem })
  return {
    choose: verb => (verb.confirm ? setAsking(verb) : act.mutate(verb)),
    acting: act.isPending,
    dialog: asking && <ConfirmDialog verb={asking} close={() => setAsking(null)} confirm={verb => act.mutate(verb)} />,
  }
}
