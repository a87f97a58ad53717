import { Refusal } from '../refusal.ts'
import { createLog } from './log.ts'
import { failed } from './parent.ts'

/**
 * Does what a process of ours was started for, and words its failure for whoever can mend it: the person at the terminal, or the
 * supervisor, which passes it on.
 */
export async function enter(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (problem) {
    // A refusal is a sentence; anything else is a mistake of ours, and needs its stack.
    if (!(problem instanceof Refusal))
      createLog({ process: name, level: 'info' }).fatal({ err: problem }, 'start failed')
    else if (process.send === undefined) process.stderr.write(`${problem.message}\n`)
    await failed(problem)
    process.exit(1)
  }
}
