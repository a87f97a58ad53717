import type { EndpointOf, ExecAnswer } from '@paddock/api'
import { Problem } from '@paddock/model'
import type { VmWhole } from '@paddock/store'
import type { z } from 'zod'
import type { HostRegistry } from '../hosts/registry.ts'

type Wish = z.output<EndpointOf<'vmExec'>['body']>

/** Runs a program in a guest and waits for it. @throws Problem `not-now`, `no-agent`, `guest-command-timeout`, `host-unreachable` */
export async function execInVm(hosts: HostRegistry, vm: VmWhole, wish: Wish): Promise<ExecAnswer> {
  if (vm.run_id === null || vm.host_id === null || vm.power !== 'running')
    throw new Problem('not-now', `${vm.name} does not run. Start it first.`)
  return hosts.of(vm.host_id).call({ method: 'exec', run: vm.run_id, ...wish })
}
