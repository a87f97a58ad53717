import { qemuMachines } from '@paddock/drivers'
import type { ImageFile, SnapshotPart } from '@paddock/host'
import { type MachineWanted, noLog } from '@paddock/host-api'
import type { LayerId, VolumeId } from '@paddock/model'

/** What a daemon is told that keeps machines and is killed on the way. */
interface Given {
  readonly folder: string
  readonly tag: string
  readonly step: string
  readonly parts: readonly { machine: MachineWanted; memory: LayerId; rests?: boolean }[]
  readonly chains: Readonly<Record<VolumeId, readonly ImageFile[]>>
}

const given = JSON.parse(process.argv[2] ?? '') as Given
const die = (name: string) => {
  if (name === given.step) process.kill(process.pid, 'SIGKILL')
}
const { folder, tag } = given
const machines = await qemuMachines({ folder, tag, log: noLog, clock: () => new Date(), step: die })
const parts = given.parts.map(
  ({ machine, memory, rests = false }): SnapshotPart => ({
    machine,
    memory,
    rests,
    needs: {
      plug: async () => {},
      chain: async volume => given.chains[volume] ?? [],
      layer: async () => Promise.reject(new Error('It has no media.')),
    },
  }),
)
await machines.snapshot(parts, { instant: async () => die('instant'), signal: new AbortController().signal })
await machines.close()
