import type { MachineWanted } from '@paddock/host-api'
import type { SimState } from './state.ts'

/** Two machines that write to one disk ruin it: QEMU's image lock refuses it in life. */
export function checkWriters(state: SimState, machine: MachineWanted): void {
  for (const other of state.runs.values()) {
    if (other.machine.run === machine.run || other.power === 'ended') continue
    for (const disk of machine.disks)
      if (other.machine.disks.some(({ volume }) => volume === disk.volume))
        state.violations.push(`${machine.run} and ${other.machine.run} write to ${disk.volume}`)
  }
  for (const { volume } of machine.disks)
    for (const { wanted } of [...state.volumes.values(), ...state.layers.values()])
      if ((wanted.parent as string | null) === volume)
        state.violations.push(`${machine.run} writes to ${volume}, which something lies on`)
}
