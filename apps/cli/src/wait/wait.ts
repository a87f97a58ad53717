import { type LabView, PaddockProblem } from '@paddock/sdk'
import type { Cli } from '../frame/cli.ts'
import { CliProblem } from '../frame/exit.ts'
import { type Display, startDisplay } from './display.ts'
import type { Goal, Progress, Vm } from './goal.ts'

export interface WaitFlags {
  readonly wait: boolean | undefined
  readonly timeout: number | undefined
}

/** One machine that is waited for. */
interface Waited {
  readonly id: string
  readonly title: string
  readonly seen: Set<Vm['state']>
  progress: Progress
}

/**
 * Waits until these machines of these labs are where they should be, and shows how far each is.
 *
 * Returns the labs as they were seen last; null stands for one that is gone.
 *
 * @throws CliProblem `failed` when a machine will not get there, `too-long` when the time is over.
 */
export async function waitFor(
  cli: Cli,
  labs: readonly LabView[],
  { goal, flags, only }: { goal: Goal; flags: WaitFlags; only?: string },
): Promise<(LabView | null)[]> {
  const seconds = flags.timeout ?? 600
  const timeUp = AbortSignal.timeout(seconds * 1000)
  const signal = AbortSignal.any([timeUp, cli.signal])
  const waited = labs.map(lab => ({
    lab,
    vms: lab.vms
      .filter(vm => only === undefined || vm.id === only)
      .map(vm => ({
        id: vm.id,
        title: labs.length > 1 ? `${lab.name}/${vm.name}` : vm.name,
        seen: new Set<Vm['state']>(),
        progress: { is: 'on-the-way' } as Progress,
      })),
  }))
  const all = waited.flatMap(({ vms }) => vms)
  const display = await startDisplay(cli, all)
  try {
    const last = await Promise.all(waited.map(({ lab, vms }) => followLab(cli, lab, vms, goal, display, signal)))
    cli.signal.throwIfAborted()
    if (timeUp.aborted && all.some(({ progress }) => progress.is === 'on-the-way'))
      throw new CliProblem(
        'too-long',
        `Not there after ${seconds} seconds: ${titles(all.filter(({ progress }) => progress.is === 'on-the-way'))}. It goes on; see \`paddock lab show\`.`,
      )
    const failures = failuresOf(all)
    if (failures.length > 0) throw new CliProblem('failed', failures.join('\n'))
    return last
  } finally {
    await display.end()
  }
}

/** Follows one lab until each of its machines is there or will never be. */
async function followLab(
  cli: Cli,
  lab: LabView,
  vms: readonly Waited[],
  goal: Goal,
  display: Display,
  signal: AbortSignal,
): Promise<LabView | null> {
  let last: LabView | null = lab
  const look = (now: LabView | null) => {
    last = now
    for (const waited of vms) {
      if (waited.progress.is !== 'on-the-way') continue
      const vm = now?.vms.find(({ id }) => id === waited.id)
      waited.progress = goal(vm, waited.seen)
      if (vm) waited.seen.add(vm.state)
      display.show(waited.id, vm, waited.progress)
    }
    return vms.every(({ progress }) => progress.is !== 'on-the-way')
  }
  if (look(lab)) return last
  try {
    for await (const event of cli.paddock.lab.watch({ lab: lab.id }, { signal }))
      if (event.kind !== 'console' && look(event.kind === 'lab' ? event.lab : null)) return last
  } catch (error) {
    // A lab that is gone can't be watched any more.
    if (!(error instanceof PaddockProblem && error.code === 'not-found')) throw error
    look(null)
  }
  return last
}

const titles = (some: readonly Waited[]) => some.map(({ title }) => title).join(', ')

/** What failed and why; what failed for the same reason is said once. */
function failuresOf(all: readonly Waited[]): string[] {
  const byReason = Map.groupBy(all, ({ progress }) => (progress.is === 'failed' ? progress.why : null))
  return [...byReason].flatMap(([why, some]) => (why === null ? [] : [`${titles(some)} failed: ${why}`]))
}
