import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { qcow2Volumes, qemuMachines } from '@paddock/drivers'
import { removeMemories } from '@paddock/drivers/contract'
import type { MachineNeeds, Machines, Tap, Volumes } from '@paddock/host'
import { type ExecResult, type MachineSeen, type MachineWanted, noLog } from '@paddock/host-api'
import { findProcesses, readLinks, removeTree, run } from '@paddock/linux'
import type { DiskId, InterfaceId, LabId, LayerId, NetworkId, RunId, VmId, VolumeId } from '@paddock/model'
import { recipes } from '@paddock/starter'

const id = <Id extends string>(): Id => randomUUID() as string as Id

/** Where tests keep the images that take a while to make: the next test finds them. */
const imageCache = join(tmpdir(), 'paddock-test-images')

/** The starter's recipes, with images that all tests share. */
export const sharedRecipes = new Map(
  [...recipes].map(([name, recipe]) => [
    name,
    {
      make: (options: Parameters<typeof recipe.make>[0]) =>
        recipe.make({ ...options, folder: join(imageCache, 'made'), cacheFolder: join(imageCache, 'packages') }),
    },
  ]),
)

/** The two drivers of a host in a folder of their own, with Tiny Linux as a layer. */
export interface MachineRoom {
  readonly folder: string
  readonly tag: string
  readonly machines: Machines
  readonly volumes: Volumes
  readonly tiny: LayerId
  /** Taps that were handed over to be plugged. */
  readonly plugged: Tap[]
  readonly needs: MachineNeeds
  /** A machine with one disk, made from Tiny Linux unless `from` says otherwise. Not started. */
  machine(over?: Partial<MachineWanted>, disk?: { from: LayerId | null }): Promise<MachineWanted>
  /** Lets go of everything as a daemon that ends does, and begins anew. */
  restart(): Promise<void>
  seen(machine: MachineWanted): Promise<MachineSeen | undefined>
  until(machine: MachineWanted, is: (seen: MachineSeen) => boolean, forMs?: number): Promise<MachineSeen>
  /** Runs a line in the guest's shell, as soon as its agent is there. */
  inGuest(machine: MachineWanted, line: string): Promise<ExecResult>
  /** The process of a run. */
  pid(machine: MachineWanted): number | undefined
  /** What is left of this room on the computer: processes, taps, control groups and folders of runs. */
  leftovers(): Promise<string[]>
}

export interface RoomOptions {
  /** All of the room is on a file system of its own of this size. */
  readonly sizeMiB?: number
  /** False: there is no Tiny Linux in it. */
  readonly tiny?: boolean
  /** Called before each act of the driver of machines, with its name. */
  readonly step?: (name: string) => void
}

export async function machineRoom(
  t: TestContext,
  { sizeMiB, tiny: hasTiny = true, step = () => {} }: RoomOptions = {},
): Promise<MachineRoom> {
  await mkdir(join(imageCache, 'made'), { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), 'pd-'))
  if (sizeMiB !== undefined)
    await run(['mount', '-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=0700`, 'none', folder], { timeoutMs: 5_000 })
  const tag = randomBytes(2).toString('hex')
  const volumes = await qcow2Volumes({ folder: join(folder, 'volumes'), recipes: sharedRecipes })
  const options = { folder: join(folder, 'machines'), tag, log: noLog, clock: () => new Date(), step }
  let machines = await qemuMachines(options)
  const plugged: Tap[] = []
  const tiny = id<LayerId>()
  const made = async () =>
    volumes.makeLayer(
      {
        layer: tiny,
        want: 'present',
        kind: 'disk',
        format: 'qcow2',
        parent: null,
        source: { kind: 'recipe', recipe: 'tiny-linux' },
      },
      { progress() {}, signal: t.signal },
    )
  if (hasTiny) await made()
  const needs: MachineNeeds = {
    plug: async taps => {
      plugged.push(...taps)
    },
    chain: volume => volumes.chain(volume),
    layer: layer => volumes.layer(layer),
  }

  t.after(async () => {
    await endAll(machines)
    await removeMemories(machines)
    await machines.close()
    await volumes.close()
    if (sizeMiB !== undefined) await run(['umount', '-l', folder], { timeoutMs: 5_000 })
    await removeTree(folder, tmpdir())
  })

  const room: MachineRoom = {
    folder,
    tag,
    volumes,
    tiny,
    plugged,
    needs,
    get machines() {
      return machines
    },
    async machine(over = {}, disk = { from: tiny }) {
      const volume = id<VolumeId>()
      const ofDisk = id<DiskId>()
      await volumes.make({ volume, disk: ofDisk, want: 'present', parent: disk.from, sizeBytes: 512 * 1024 * 1024 })
      return {
        run: id<RunId>(),
        vm: id<VmId>(),
        lab: id<LabId>(),
        want: 'running',
        graceSeconds: 60,
        resets: 0,
        name: 'one',
        cores: 1,
        memoryMiB: 160,
        firmware: 'bios',
        profile: 'linux',
        memory: null,
        disks: [{ disk: ofDisk, volume, position: 0 }],
        drives: [{ position: 0, layer: null }],
        interfaces: [],
        seed: { instanceId: randomUUID(), hostname: 'one', userData: '' },
        ...over,
      }
    },
    async restart() {
      await machines.close()
      machines = await qemuMachines(options)
    },
    seen: async machine => (await machines.list()).find(one => one.run === machine.run),
    async until(machine, is, forMs = 60_000) {
      const until = Date.now() + forMs
      for (;;) {
        const seen = await room.seen(machine)
        if (seen !== undefined && is(seen)) return seen
        if (Date.now() > until) throw new Error(`It did not come to that within ${forMs} ms: ${JSON.stringify(seen)}`)
        await sleep(20)
      }
    },
    async inGuest(machine, line) {
      await room.until(machine, seen => seen.agent.connected)
      return machines.exec({
        method: 'exec',
        run: machine.run,
        command: ['/bin/sh', '-c', line],
        input: '',
        timeoutSeconds: 30,
      })
    },
    pid: machine => findProcesses(words => words.includes(`guest=${machine.run},debug-threads=on`))[0]?.identity.pid,
    async leftovers() {
      const processes = findProcesses(words => words.some(word => word.startsWith('guest=')))
      const taps = readLinks(null).filter(({ name }) => name.startsWith(`pd${tag}t`))
      return [
        ...processes
          .filter(({ identity }) => isOfTag(identity.pid, tag))
          .map(({ identity }) => `process ${identity.pid}`),
        ...taps.map(({ name }) => `tap ${name}`),
        ...groupsOf(tag),
        ...readdirSync(join(folder, 'machines', 'runs')).map(name => `folder ${name}`),
      ]
    },
  }
  return room
}

export const aNic = (): MachineWanted['interfaces'][number] => ({
  interface: id<InterfaceId>(),
  network: id<NetworkId>(),
  mac: `52:54:00:${randomBytes(3)
    .toString('hex')
    .replace(/(..)(..)(..)/, '$1:$2:$3')}`,
  position: 0,
  connected: true,
})

export const newVolume = (): VolumeId => id<VolumeId>()
export const newDisk = (): DiskId => id<DiskId>()
export const newRun = (): RunId => id<RunId>()
export const newLayer = (): LayerId => id<LayerId>()

/** True for a process that runs as one of the installation's own users. */
function isOfTag(pid: number, tag: string): boolean {
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
  const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? 0)
  return Math.floor((uid - 1_879_048_192) / 4096) === Number.parseInt(tag, 16)
}

/** Control groups of the installation, in whatever trees this computer has. */
function groupsOf(tag: string): string[] {
  return ['cpu', 'memory', 'pids', ''].flatMap(tree => {
    const folder = join('/sys/fs/cgroup', tree, `paddock-${tag}`)
    if (!existsSync(folder)) return []
    return readdirSync(folder, { withFileTypes: true })
      .filter(one => one.isDirectory())
      .map(one => `control group ${tree}/${one.name}`)
  })
}

async function endAll(machines: Machines): Promise<void> {
  for (const { run } of await machines.list()) {
    await machines.stop({ run, want: 'off', graceSeconds: 0 } as MachineWanted)
    await machines.forget(run)
  }
}
