import { Button, Progress } from '@mantine/core'
import type { VmView } from '@paddock/sdk'
import { useMutation, useQuery } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { showProblem } from '../problem/showProblem.tsx'
import classes from './Console.module.css'
import { consoleQuery } from './consoleQuery.ts'

type TypingProps = { vm: VmView; mayStop: boolean }

/** How far a text is that somebody has typed into the machine, for everyone who watches it. */
export function Typing({ vm, mayStop }: TypingProps) {
  const { data } = useQuery(consoleQuery(vm.id))
  const stop = useMutation({ mutationFn: () => paddock.vm.stopTyping({ vm: vm.id }), onError: showProblem })
  if (!data?.typing) return null
  const { name, typed, total } = data.typing
  return (
    <section className={classes.typing} aria-label="A text is being typed">
      <span className="numbers">
        {name} types a text: {typed.toLocaleString('en')} of {total.toLocaleString('en')} keys
      </span>
      <Progress value={(typed / total) * 100} size="sm" aria-label="Typed" />
      {mayStop && (
        <Button size="compact-sm" variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
          Stop
        </Button>
      )}
    </section>
  )
}
