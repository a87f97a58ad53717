import { existsSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { diskFull, type MachineNeeds } from '@paddock/host'
import type {
  ExecCall,
  ExecResult,
  MachineSeen,
  MachineSocket,
  MachineWanted,
  PictureCall,
  PictureResult,
  PressCall,
  PressResult,
} from '@paddock/host-api'
import { connectUnix, encage, type ProcessIdentity, processAlive } from '@paddock/linux'
import { Problem } from '@paddock/model'
import { bringUp } from './bring-up.ts'
import { connectQemu, disconnect } from './connection.ts'
import { execInGuest } from './exec.ts'
import { lastWords } from './last-words.ts'
import { cgroupOf } from './launch.ts'
import { renewIdentity } from './memory/identity.ts'
import { goOn } from './memory/precopy.ts'
import { pressKeys } from './press.ts'
import { withoutUserData } from './record.ts'
import { RunLife } from './run-life.ts'
import { takePicture } from './screendump.ts'
import { quit, shutDown } from './stop.ts'
import { bringUpToDate, type Changing } from './update.ts'

/** A run in whose place nothing else is done for a while. */
export interface HeldRun {
  readonly pid: number
  readonly changing: Changing
  release(): void
}

/**
 * One run of a VM, from the wish to start it until it is forgotten.
 *
 * Starts, updates, snapshots and stops of it take turns; ending it by force waits for nobody.
 */
export class Run extends RunLife {
  #pictures: Promise<unknown> = Promise.resolve()
  #updateTrouble: MachineSeen['trouble'] = null

  seen(): MachineSeen {
    const { machine, startedAt, end, resetsDone, identity, standsStill } = this.record
    return {
      run: machine.run,
      power: this.power,
      step: this.power === 'starting' ? 'Starting' : this.power === 'stopping' ? 'Shutting down' : '',
      startedAt,
      end,
      trouble: this.guest?.trouble ?? this.#updateTrouble,
      agent: this.agent?.seen ?? { connected: false, addresses: [] },
      resetsDone,
      identity,
      standsStill: standsStill && !this.ended,
    }
  }

  /** The memory layer that the living run goes on from. */
  get memory(): MachineWanted['memory'] {
    return this.ended ? null : this.record.machine.memory
  }

  /** Brings the run up from nothing. When that fails nothing of it is left. @throws Problem `start-failed` */
  start(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    return this.inTurn(async () => {
      if (this.power === 'running') return
      if (this.power !== 'starting') throw new Problem('start-failed', 'This run of the machine is over.')
      try {
        await this.#bringUp(machine, needs)
      } catch (cause) {
        const words = lastWords(this.folder.qemuLog)
        await this.clearAway()
        const told = cause instanceof Problem ? cause : diskFull(cause)
        if (told !== null) throw told
        throw new Problem('start-failed', `The machine could not be started: ${words || reason(cause)}`, { cause })
      }
    })
  }

  /** Finds the process of a run that an earlier daemon started. False: it never ran, and what there was of it is gone. */
  async adopt(process: ProcessIdentity | null): Promise<boolean> {
    if (this.ended) return true
    if (process === null || !processAlive(process)) {
      if (this.record.startedAt === null) {
        await this.clearAway()
        return false
      }
      this.finish(this.reasonOfEnd())
      return true
    }
    this.record = { ...this.record, process }
    encage(process, { cgroups: this.needs.cgroups, cgroup: cgroupOf(this.needs, this.record.machine.run) })
    try {
      const connection = await connectQemu(process, { folder: this.folder, uid: this.uid })
      const { status } = await connection.qmp.execute('query-status')
      // Started from memory it stands still before its first start as it does in a snapshot: only the record tells.
      const begun = this.record.startedAt !== null || status !== 'paused'
      if (status === 'prelaunch' || status === 'inmigrate' || !begun) {
        disconnect(connection)
        await this.clearAway()
        return false
      }
      if (this.record.startedAt === null) this.note({ startedAt: this.now() })
      // The last daemon died in the middle of a snapshot. Whether one that was to rest goes on, the host decides.
      if (!this.record.standsStill) await goOn(connection.qmp)
      this.running(connection)
      this.guest?.status(status)
      this.#renewIdentity()
    } catch (cause) {
      if (processAlive(process)) {
        if (this.record.startedAt === null) {
          await this.clearAway()
          return false
        }
        this.needs.log.warn({ err: cause, run: this.record.machine.run }, 'QEMU does not answer')
        this.power = 'running'
      }
    }
    this.watchProcess(process)
    return true
  }

  update(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    return this.inTurn(async () => {
      this.#updateTrouble = await bringUpToDate(this.#changing(machine, needs))
      this.needs.changed()
    })
  }

  /** Lets a guest go on that was to rest. */
  goOn(): Promise<void> {
    return this.inTurn(async () => {
      await goOn(this.living().qmp)
      this.write({ standsStill: false })
      this.needs.changed()
    })
  }

  /** Waits for the run's turn, and keeps it until it is released. @throws Problem `not-found` when it does not run */
  hold(machine: MachineWanted, needs: MachineNeeds): Promise<HeldRun> {
    const held = Promise.withResolvers<HeldRun>()
    void this.inTurn(async () => {
      const { process } = this.record
      if (process === null) throw new Problem('not-found', 'The machine does not run.')
      const changing = this.#changing(machine, needs)
      const released = Promise.withResolvers<void>()
      held.resolve({ pid: process.pid, changing, release: () => released.resolve() })
      await released.promise
    }).catch(held.reject)
    return held.promise
  }

  /** Ends the run. What is asked for later may be harsher than what is under way, and then takes over. */
  async stop(machine: MachineWanted): Promise<void> {
    if (this.ended) return
    const { process } = this.record
    if (!this.record.stopAsked) {
      // A start may be so young that its folder is not made yet: it writes the record later.
      if (existsSync(this.folder.path)) this.note({ stopAsked: true })
      else this.record = { ...this.record, stopAsked: true }
    }
    if (this.power === 'running') this.power = 'stopping'
    this.needs.changed()
    if (process !== null) {
      if (machine.want !== 'off' && this.connection !== null) {
        await shutDown(process, {
          qmp: this.connection.qmp,
          agent: this.connection.agent,
          agentConnected: this.agent?.seen.connected ?? false,
          graceMs: machine.graceSeconds * 1000,
          letGo: () => this.lettingGo,
        })
        if (this.lettingGo) return
      }
      await quit(process, this.connection?.qmp)
    }
    // A start under way notices that its process is gone, and clears away by itself.
    await this.turn
    if (this.record.process === null && !this.ended) this.finish('stopped')
    await this.over.promise
  }

  /** Removes what is left of an ended run. */
  forget(): Promise<void> {
    return this.inTurn(() => this.clearAway())
  }

  async exec(call: ExecCall): Promise<ExecResult> {
    return execInGuest(this.living().agent, call)
  }

  async press(call: PressCall): Promise<PressResult> {
    return pressKeys(this.living().qmp, call)
  }

  /** One picture after the other: they use one file. */
  picture(call: PictureCall): Promise<PictureResult> {
    const picture = this.#pictures.then(() => takePicture(this.living().qmp, { folder: this.folder.path, call }))
    this.#pictures = picture.catch(() => {})
    return picture
  }

  async openScreen(): Promise<Duplex> {
    this.living()
    return (await connectUnix(this.folder.socket.screen, { uid: this.uid, timeoutMs: 2_000 })).socket
  }

  screenSocket(): MachineSocket {
    this.living()
    return { path: this.folder.socket.screen, uid: this.uid }
  }

  openSerial(): Duplex {
    return this.living().serial.open()
  }

  async #bringUp(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    const connection = await bringUp({
      needs: this.needs,
      folder: this.folder,
      machine,
      machineNeeds: needs,
      record: () => this.record,
      write: change => this.write(change),
      began: caged => this.watchProcess(caged.identity, caged),
    })
    this.running(connection)
    this.#renewIdentity()
  }

  #changing(machine: MachineWanted, needs: MachineNeeds): Changing {
    const connection = this.living()
    this.write({ machine: withoutUserData(machine) })
    return {
      qmp: connection.qmp,
      machine,
      needs,
      tag: this.needs.tag,
      slot: this.record.slot,
      record: () => this.record,
      write: change => this.write(change),
      nvram: this.folder.nvram,
    }
  }

  /** Beside everything else: the guest may take a while to answer, or never do. */
  #renewIdentity(): void {
    if (this.record.identity === 'own' || this.connection === null) return
    void renewIdentity(this.connection.agent, {
      unwanted: () => this.ended || this.lettingGo,
      say: identity => {
        this.note({ identity })
        this.needs.changed()
      },
    })
  }
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
