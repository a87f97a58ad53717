import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { MachineNeeds, Machines, SnapshotPart, SnapshotTold } from '@paddock/host'
import type {
  ExecCall,
  ExecResult,
  LayerSeen,
  MachineSeen,
  MachineSocket,
  MachineWanted,
  PictureCall,
  PictureResult,
  PressCall,
  PressResult,
} from '@paddock/host-api'
import { findCgroups, findProcesses, type ProcessIdentity, processAlive, removeTree, run } from '@paddock/linux'
import { type LayerId, Problem, type RunId } from '@paddock/model'
import { findAccelerator, readBootId } from './accelerator.ts'
import { cpuModel, machineType } from './command-line.ts'
import { runFolder, runsFolder } from './folder.ts'
import { takeSnapshot } from './memory/snapshot.ts'
import { MemoryStore } from './memory/store.ts'
import type { QemuMachinesOptions, RunNeeds } from './needs.ts'
import { type RunRecord, readRecord } from './record.ts'
import { Run } from './run.ts'
import { slotsPerInstallation } from './user.ts'

/** How often it is looked which layers of memory are still used. */
const letGoEachMs = 60_000

/** Runs virtual machines with QEMU. */
export async function qemuMachines(needs: QemuMachinesOptions): Promise<Machines> {
  mkdirSync(runsFolder(needs.folder), { recursive: true, mode: 0o711 })
  const bootId = readBootId()
  const found = await findAccelerator(needs.folder, bootId)
  const qemuVersion = await readQemuVersion()
  const platform = {
    accelerator: found.accelerator,
    machineType,
    cpuModel: cpuModel(found.accelerator),
    qemuVersion,
  }
  const memories = new MemoryStore(join(needs.folder, 'memory'), needs.log)
  await memories.load()
  const listeners = new Set<() => void>()
  const machines = new QemuMachines(
    {
      ...needs,
      bootId,
      memories,
      platform,
      cgroups: findCgroups(),
      changed: () => {
        for (const listener of [...listeners]) listener()
      },
    },
    { ...platform, acceleratorReason: found.reason },
    listeners,
  )
  needs.log.info({ ...found, qemuVersion }, 'machines run on')
  await machines.findRuns()
  return machines
}

async function readQemuVersion(): Promise<string> {
  const text = await run(['qemu-system-x86_64', '--version'], { timeoutMs: 10_000 })
  return /version ([0-9.]+)/.exec(text)?.[1] ?? 'unknown'
}

type Facts = Awaited<ReturnType<Machines['facts']>>

class QemuMachines implements Machines {
  readonly #needs: RunNeeds
  readonly #facts: Facts
  readonly #listeners: Set<() => void>
  readonly #runs = new Map<RunId, Run>()
  readonly #letGo: NodeJS.Timeout

  constructor(needs: RunNeeds, facts: Facts, listeners: Set<() => void>) {
    this.#needs = needs
    this.#facts = facts
    this.#listeners = listeners
    this.#letGo = setInterval(() => void this.#letGoOfMemory(), letGoEachMs).unref()
  }

  /** Finds what earlier daemons left: living machines are taken up, half-started ones are removed. */
  async findRuns(): Promise<void> {
    const names = readdirSync(runsFolder(this.#needs.folder)) as RunId[]
    if (names.length === 0) return
    const processes = findProcesses(words => words.some(word => word.startsWith('guest=')))
    await Promise.all(
      names.map(async name => {
        const folder = runFolder(this.#needs.folder, name)
        const record = readRecord(folder)
        const process = this.#processOf(name, record, processes)
        if (record === null) return removeTree(folder.path, runsFolder(this.#needs.folder))
        const run = new Run(this.#needs, record)
        this.#runs.set(name, run)
        if (!(await run.adopt(process))) this.#runs.delete(name)
        return undefined
      }),
    )
  }

  /** As recorded; or, where the daemon died between the start and its record, the one that was started with the run's name. */
  #processOf(run: RunId, record: RunRecord | null, all: ReturnType<typeof findProcesses>): ProcessIdentity | null {
    if (record === null || record.bootId !== this.#needs.bootId) return null
    if (record.process !== null) return processAlive(record.process) ? record.process : null
    return all.find(({ words }) => words.includes(`guest=${run},debug-threads=on`))?.identity ?? null
  }

  async facts(): Promise<Facts> {
    return this.#facts
  }

  async list(): Promise<MachineSeen[]> {
    return [...this.#runs.values()].map(one => one.seen())
  }

  async start(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    let run = this.#runs.get(machine.run)
    if (run === undefined) {
      run = new Run(this.#needs, {
        machine,
        slot: this.#freeSlot(),
        bootId: this.#needs.bootId,
        process: null,
        startedAt: null,
        resetsDone: 0,
        identity: 'own',
        standsStill: false,
        stopAsked: false,
        disks: [],
        nics: [],
        firstDisk: null,
        end: null,
      })
      this.#runs.set(machine.run, run)
      this.#needs.changed()
    }
    try {
      await run.start(machine, needs)
    } catch (cause) {
      if (run.gone) {
        this.#runs.delete(machine.run)
        this.#needs.changed()
      }
      throw cause
    }
  }

  async update(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    await this.#run(machine.run).update(machine, needs)
  }

  async snapshot(parts: readonly SnapshotPart[], told: SnapshotTold): ReturnType<Machines['snapshot']> {
    try {
      return await takeSnapshot(
        { ...this.#needs, hold: ({ machine, needs }) => this.#run(machine.run).hold(machine, needs) },
        parts,
        told,
      )
    } finally {
      this.#needs.changed()
    }
  }

  async goOn(run: RunId): Promise<void> {
    await this.#run(run).goOn()
  }

  async memories(): Promise<LayerSeen[]> {
    return this.#needs.memories.list()
  }

  async mergeMemory(layer: LayerId, onto: LayerId | null, signal: AbortSignal): Promise<void> {
    await this.#needs.memories.merge(layer, onto, signal)
    this.#needs.changed()
  }

  async removeMemory(layer: LayerId): Promise<void> {
    await this.#needs.memories.remove(layer)
    this.#needs.changed()
  }

  async stop(machine: MachineWanted): Promise<void> {
    await this.#runs.get(machine.run)?.stop(machine)
  }

  async forget(id: RunId): Promise<void> {
    await this.#runs.get(id)?.forget()
    this.#runs.delete(id)
    this.#needs.changed()
  }

  async exec(call: ExecCall): Promise<ExecResult> {
    return this.#run(call.run).exec(call)
  }

  async press(call: PressCall): Promise<PressResult> {
    return this.#run(call.run).press(call)
  }

  async picture(call: PictureCall): Promise<PictureResult> {
    return this.#run(call.run).picture(call)
  }

  async openScreen(id: RunId): Promise<Duplex> {
    return this.#run(id).openScreen()
  }

  async screenSocket(id: RunId): Promise<MachineSocket> {
    return this.#run(id).screenSocket()
  }

  async openSerial(id: RunId): Promise<Duplex> {
    return this.#run(id).openSerial()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    clearInterval(this.#letGo)
    this.#listeners.clear()
    for (const run of this.#runs.values()) run.close()
  }

  async #letGoOfMemory(): Promise<void> {
    const used = [...this.#runs.values()].map(run => run.memory).filter(memory => memory !== null)
    await this.#needs.memories
      .letGo(new Set(used))
      .catch((cause: unknown) => this.#needs.log.error({ err: cause }, 'memory not let go'))
  }

  #run(id: RunId): Run {
    const run = this.#runs.get(id)
    if (run === undefined) throw new Problem('not-found', 'The machine does not run on this host.')
    return run
  }

  #freeSlot(): number {
    const taken = new Set([...this.#runs.values()].map(run => run.slot))
    for (let slot = 0; slot < slotsPerInstallation; slot++) if (!taken.has(slot)) return slot
    throw new Problem('no-capacity', `A host runs ${slotsPerInstallation} machines at most.`)
  }
}
