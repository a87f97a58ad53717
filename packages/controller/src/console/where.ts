import type { HostLink } from '@paddock/host-api'
import { type HostId, Problem, type RunId, type RunPower } from '@paddock/model'
import { type InLab, runs, type Tx, type VmRow } from '@paddock/store'
import type { HostRegistry } from '../hosts/registry.ts'
import { endedMeanwhile } from '../vm/exec.ts'

/** A machine that has a screen, a serial port and a keyboard right now, and where. */
export interface Lit {
  readonly name: string
  readonly run: RunId
  readonly host: HostId
  readonly power: RunPower
}

/** @throws Problem `not-now` when the machine does not run */
export async function demandLit(tx: Tx, vm: Pick<InLab<VmRow>, 'id' | 'name'>): Promise<Lit> {
  const place = await runs.whereIs(tx, vm.id)
  if (place === null || place.power === 'ended' || place.power === 'waiting')
    throw new Problem('not-now', `${vm.name} does not run, so it has no console. Start it first.`)
  return { name: vm.name, ...place }
}

/** Asks the host where a machine runs for something. @throws Problem `host-unreachable`; `not-now` when it just stopped */
export async function atHost<T>(hosts: HostRegistry, lit: Lit, ask: (host: HostLink) => Promise<T>): Promise<T> {
  try {
    return await ask(hosts.of(lit.host))
  } catch (cause) {
    throw endedMeanwhile(lit, cause)
  }
}
