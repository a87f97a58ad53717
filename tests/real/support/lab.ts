import { PaddockProblem } from '@paddock/sdk'
import { until } from '@paddock/testing'
import type { Installation } from './installation.ts'

export type Lab = Awaited<ReturnType<Installation['tenant']['lab']['get']>>
type State = Lab['state'] | 'gone'

/** Waits until a lab is shown in a state. */
export async function becomes(paddock: Installation, lab: string, state: State, withinMs = 240_000): Promise<Lab> {
  let last: unknown
  let shown: Lab | undefined
  await until(
    `the lab is ${state}`,
    async () => {
      try {
        shown = await paddock.tenant.lab.get({ lab })
        last = [shown.state, shown.reason, shown.vms.map(vm => [vm.name, vm.state, vm.step, vm.reason])]
        if (shown.state === 'failed' && state !== 'failed') throw new Error(`The lab failed: ${JSON.stringify(last)}`)
        return shown.state === state ? shown : undefined
      } catch (problem) {
        if (state === 'gone' && problem instanceof PaddockProblem && problem.code === 'not-found') return true
        throw problem
      }
    },
    { withinMs, seen: () => last },
  )
  return shown as Lab
}

/** Runs a line in a guest's shell through its agent, once that answers, and returns what it printed. */
export async function sh(paddock: Installation, vm: string, line: string, withinMs = 300_000): Promise<string> {
  const answer = await until(
    `the agent of ${vm} answers`,
    async () => {
      try {
        return await paddock.tenant.vm.exec({ vm, command: ['/bin/sh', '-c', line], timeoutSeconds: 120 })
      } catch (problem) {
        if (problem instanceof PaddockProblem && problem.code === 'no-agent') return undefined
        throw problem
      }
    },
    { withinMs },
  )
  if (answer.exitCode !== 0) throw new Error(`"${line}" ended with ${answer.exitCode}: ${answer.stderr}`)
  return answer.stdout
}
