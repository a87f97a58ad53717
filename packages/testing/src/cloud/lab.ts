import type { LabId } from '@paddock/model'
import { type Deletion, type LabView, type Paddock, PaddockProblem } from '@paddock/sdk'
import { until } from './until.ts'

/** A lab in a test, with the verbs of its owner. */
export interface TestLab {
  readonly id: LabId
  view(): Promise<LabView>
  start(): Promise<LabView>
  stop(): Promise<LabView>
  powerOff(): Promise<LabView>
  /** Removes it for good: `isGone` waits for that. */
  delete(): Promise<Deletion>
  /** Deletes it as people do, into the trash. */
  trash(): Promise<NonNullable<Deletion['trash']>>
  /** Makes fenced copies with these names. */
  copy(...names: string[]): Promise<TestLab[]>
  /** Waits until the lab is in this state. */
  becomes(state: LabView['state'], withinMs?: number): Promise<LabView>
  /** Waits until the lab is no more. */
  isGone(withinMs?: number): Promise<void>
}

export function testLab(paddock: Paddock, id: LabId): TestLab {
  const lab = id
  return {
    id,
    view: () => paddock.lab.get({ lab }),
    start: () => paddock.lab.start({ lab }),
    stop: () => paddock.lab.stop({ lab }),
    powerOff: () => paddock.lab.powerOff({ lab }),
    delete: () => paddock.lab.delete({ lab, now: true }),
    async trash() {
      const { trash } = await paddock.lab.delete({ lab })
      if (!trash) throw new Error('A lab that is deleted is in the trash.')
      return trash
    },
    async copy(...names) {
      const { labs } = await paddock.lab.copy({ lab, copies: names.map(name => ({ name })) })
      return labs.map(copy => testLab(paddock, copy.id))
    },
    becomes(state, withinMs) {
      let last: LabView | undefined
      const look = async () => {
        last = await paddock.lab.get({ lab })
        return last.state === state ? last : undefined
      }
      const seen = () =>
        last && { state: last.state, reason: last.reason, vms: last.vms.map(vm => [vm.name, vm.state, vm.step]) }
      return until(`The lab becomes ${state}`, look, { seen, ...(withinMs === undefined ? {} : { withinMs }) })
    },
    async isGone(withinMs) {
      const look = () =>
        paddock.lab.get({ lab }).then(
          () => undefined,
          (problem: unknown) => {
            if (problem instanceof PaddockProblem && problem.code === 'not-found') return true
            throw problem
          },
        )
      await until('The lab is gone', look, withinMs === undefined ? {} : { withinMs })
    },
  }
}
