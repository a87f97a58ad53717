import type { EndpointOf, ExecAnswer } from '@paddock/api'
import { Problem } from '@paddock/model'
import type { VmWhole } from '@paddock/store'
import type { z } from 'zod'
import type { HostRegistry } from '../hosts/registry.ts'

type Wish = z.output<EndpointOf<'vmExec'>['body']>

/** A machine whose guest can be asked: it has a run, and that has a host. */
export type RunningVm = VmWhole & {
  readonly run_id: NonNullable<VmWhole['run_id']>
  readonly host_id: NonNullable<VmWhole['host_id']>
}

/** @throws Problem `not-now` */
export function demandRunning(vm: VmWhole): RunningVm {
  const { run_id, host_id } = vm
  if (run_id === null || host_id === null || vm.power !== 'running')
    throw new Problem('not-now', `${vm.name} does not run. Start it first.`)
  return { ...vm, run_id, host_id }
}

/** Runs a program in a guest and waits for it. @throws Problem `not-now`, `no-agent`, `guest-command-timeout`, `host-unreachable` */
export const execInVm = (hosts: HostRegistry, vm: RunningVm, wish: Wish): Promise<ExecAnswer> =>
  hosts
    .of(vm.host_id)
    .call({ method: 'exec', run: vm.run_id, ...wish })
    .catch(cause => {
      throw endedMeanwhile(vm, cause)
    })

/** A host that does not know the run is a moment ahead of the database: to the caller the machine is there, and does not run. */
export const endedMeanwhile = (vm: Pick<VmWhole, 'name'>, cause: unknown): unknown =>
  cause instanceof Problem && cause.code === 'not-found'
    ? new Problem('not-now', `${vm.name} just stopped. Start it first.`, { cause })
    : cause
