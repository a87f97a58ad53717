import { existsSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MachineNeeds } from '@paddock/host'
import type {
  ExecCall,
  ExecResult,
  MachineSeen,
  MachineWanted,
  PictureCall,
  PictureResult,
  PressCall,
  PressResult,
} from '@paddock/host-api'
import {
  type Caged,
  connectUnix,
  encage,
  endProcess,
  type ProcessIdentity,
  processAlive,
  removeCgroup,
  removeTree,
} from '@paddock/linux'
import { Problem } from '@paddock/model'
import { AgentWatch } from './agent-watch.ts'
import { bringUp } from './bring-up.ts'
import { type Connection, connectQemu, disconnect } from './connection.ts'
import { execInGuest } from './exec.ts'
import { type RunFolder, runFolder, runsFolder } from './folder.ts'
import { type Guest, GuestWatch } from './guest-watch.ts'
import { lastWords, whyCrashed } from './last-words.ts'
import { cgroupOf } from './launch.ts'
import type { RunNeeds } from './needs.ts'
import { keepNvram } from './nvram.ts'
import { pressKeys } from './press.ts'
import { type RunRecord, withoutUserData, writeRecord } from './record.ts'
import { takePicture } from './screendump.ts'
import { boundLog } from './serial.ts'
import { quit, shutDown } from './stop.ts'
import { bringUpToDate } from './update.ts'
import { uidOf } from './user.ts'

/** How often a living run is looked after: its logs, its connection, and whether its process lives, should nothing have told. */
const lookMs = 2_000

/**
 * One run of a VM, from the wish to start it until it is forgotten.
 *
 * Starts, updates and stops of it take turns; ending it by force waits for nobody.
 */
export class Run {
  readonly #needs: RunNeeds
  readonly #folder: RunFolder
  #record: RunRecord
  #power: 'starting' | 'running' | 'stopping' | 'ended'
  #connection: Connection | null = null
  #agent: AgentWatch | null = null
  #guest: GuestWatch | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #pictures: Promise<unknown> = Promise.resolve()
  #look: NodeJS.Timeout | undefined
  #over = Promise.withResolvers<void>()
  /** A connection that ended while its process lives. */
  #lost: Connection | null = null
  #letGo = false
  #goneWhole = false
  #updateTrouble: MachineSeen['trouble'] = null

  constructor(needs: RunNeeds, record: RunRecord) {
    this.#needs = needs
    this.#record = record
    this.#folder = runFolder(needs.folder, record.machine.run)
    this.#power = record.end === null ? 'starting' : 'ended'
    if (record.end !== null) this.#over.resolve()
  }

  get slot(): number {
    return this.#record.slot
  }

  /** True when nothing of the run is left. */
  get gone(): boolean {
    return this.#goneWhole
  }

  get ended(): boolean {
    return this.#power === 'ended'
  }

  seen(): MachineSeen {
    const { machine, startedAt, end, resetsDone } = this.#record
    return {
      run: machine.run,
      power: this.#power,
      step: this.#power === 'starting' ? 'Starting' : this.#power === 'stopping' ? 'Shutting down' : '',
      startedAt,
      end,
      trouble: this.#guest?.trouble ?? this.#updateTrouble,
      agent: this.#agent?.seen ?? { connected: false, addresses: [] },
      resetsDone,
    }
  }

  /** Brings the run up from nothing. When that fails nothing of it is left. @throws Problem `start-failed` */
  start(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#power === 'running') return
      if (this.#power !== 'starting') throw new Problem('start-failed', 'This run of the machine is over.')
      try {
        await this.#bringUp(machine, needs)
      } catch (cause) {
        const words = lastWords(this.#folder.qemuLog)
        await this.#clearAway()
        if (cause instanceof Problem) throw cause
        throw new Problem('start-failed', `The machine could not be started: ${words || reason(cause)}`, { cause })
      }
    })
  }

  /** Finds the process of a run that an earlier daemon started. False: it never ran, and what there was of it is gone. */
  async adopt(process: ProcessIdentity | null): Promise<boolean> {
    if (this.ended) return true
    if (process === null || !processAlive(process)) {
      if (this.#record.startedAt === null) {
        await this.#clearAway()
        return false
      }
      this.#finish(this.#reasonOfEnd())
      return true
    }
    this.#record = { ...this.#record, process }
    encage(process, { cgroups: this.#needs.cgroups, cgroup: cgroupOf(this.#needs, this.#record.machine.run) })
    try {
      const connection = await connectQemu(process, { folder: this.#folder, uid: this.#uid })
      const { status } = await connection.qmp.execute('query-status')
      if (status === 'prelaunch' || status === 'inmigrate') {
        disconnect(connection)
        await this.#clearAway()
        return false
      }
      this.#write({ startedAt: this.#record.startedAt ?? this.#now() })
      this.#running(connection)
      this.#guest?.status(status)
    } catch (cause) {
      if (processAlive(process)) {
        if (this.#record.startedAt === null) {
          await this.#clearAway()
          return false
        }
        this.#needs.log.warn({ err: cause, run: this.#record.machine.run }, 'QEMU does not answer')
        this.#power = 'running'
      }
    }
    this.#watchProcess(process)
    return true
  }

  update(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    return this.#inTurn(async () => {
      const connection = this.#living()
      this.#write({ machine: withoutUserData(machine) })
      const trouble = await bringUpToDate({
        qmp: connection.qmp,
        machine,
        needs,
        tag: this.#needs.tag,
        slot: this.#record.slot,
        record: () => this.#record,
        write: change => this.#write(change),
        nvram: this.#folder.nvram,
      })
      this.#updateTrouble = trouble
      this.#needs.changed()
    })
  }

  /** Ends the run. What is asked for later may be harsher than what is under way, and then takes over. */
  async stop(machine: MachineWanted): Promise<void> {
    if (this.ended) return
    const { process } = this.#record
    if (!this.#record.stopAsked) {
      // A start may be so young that its folder is not made yet: it writes the record later.
      if (existsSync(this.#folder.path)) this.#write({ stopAsked: true })
      else this.#record = { ...this.#record, stopAsked: true }
    }
    if (this.#power === 'running') this.#power = 'stopping'
    this.#needs.changed()
    if (process !== null) {
      if (machine.want !== 'off' && this.#connection !== null) {
        await shutDown(process, {
          qmp: this.#connection.qmp,
          agent: this.#connection.agent,
          agentConnected: this.#agent?.seen.connected ?? false,
          graceMs: machine.graceSeconds * 1000,
          letGo: () => this.#letGo,
        })
        if (this.#letGo) return
      }
      await quit(process, this.#connection?.qmp)
    }
    // A start under way notices that its process is gone, and clears away by itself.
    await this.#turn
    if (this.#record.process === null && !this.ended) this.#finish('stopped')
    await this.#over.promise
  }

  /** Removes what is left of an ended run. */
  forget(): Promise<void> {
    return this.#inTurn(() => this.#clearAway())
  }

  async exec(call: ExecCall): Promise<ExecResult> {
    return execInGuest(this.#living().agent, call)
  }

  async press(call: PressCall): Promise<PressResult> {
    return pressKeys(this.#living().qmp, call)
  }

  /** One picture after the other: they use one file. */
  picture(call: PictureCall): Promise<PictureResult> {
    const picture = this.#pictures.then(() => takePicture(this.#living().qmp, { folder: this.#folder.path, call }))
    this.#pictures = picture.catch(() => {})
    return picture
  }

  async openScreen(): Promise<Duplex> {
    this.#living()
    return (await connectUnix(this.#folder.socket.screen, { uid: this.#uid, timeoutMs: 2_000 })).socket
  }

  openSerial(): Duplex {
    return this.#living().serial.open()
  }

  /** Lets go of the connections. The machine runs on. */
  close(): void {
    this.#letGo = true
    clearInterval(this.#look)
    this.#drop()
  }

  get #uid(): number {
    return uidOf(this.#needs.tag, this.#record.slot)
  }

  #living(): Connection {
    if (this.ended || this.#connection === null || this.#power === 'starting')
      throw new Problem('not-found', 'The machine does not run.')
    return this.#connection
  }

  async #bringUp(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    const connection = await bringUp({
      needs: this.#needs,
      folder: this.#folder,
      machine,
      machineNeeds: needs,
      record: () => this.#record,
      write: change => this.#write(change),
      began: caged => this.#watchProcess(caged.identity, caged),
    })
    this.#running(connection)
  }

  #running(connection: Connection): void {
    this.#connection = connection
    this.#power = this.#record.stopAsked ? 'stopping' : 'running'
    this.#agent = new AgentWatch(connection, () => this.#needs.changed())
    const guest: Guest = {
      shutDown: () => void connection.qmp.execute('quit').catch(() => {}),
      changed: () => this.#needs.changed(),
    }
    this.#guest = new GuestWatch(connection.qmp, guest, this.#guest?.wasShutDown ?? false)
    this.#needs.changed()
    void connection.qmp.closed.then(() => this.#reconnect(connection))
  }

  /** QEMU closes its monitor when it ends. If it has not, the connection was lost and is made again. */
  async #reconnect(lost: Connection): Promise<void> {
    const { process } = this.#record
    if (this.#connection !== lost || this.#letGo || process === null) return
    for (let tries = 0; tries < 100 && processAlive(process); tries++) await sleep(5)
    if (!processAlive(process)) return this.#gone()
    this.#lost = null
    disconnect(lost)
    try {
      const connection = await connectQemu(process, { folder: this.#folder, uid: this.#uid })
      this.#running(connection)
      this.#guest?.status((await connection.qmp.execute('query-status')).status)
    } catch (cause) {
      this.#lost = lost
      this.#needs.log.warn({ err: cause, run: this.#record.machine.run }, 'QEMU does not answer')
    }
  }

  #watchProcess(process: ProcessIdentity, caged?: Caged): void {
    void caged?.ended.then(() => this.#gone())
    this.#look = setInterval(() => {
      if (!processAlive(process)) this.#gone()
      else {
        boundLog(this.#folder.qemuLog)
        if (this.#lost !== null) void this.#reconnect(this.#lost)
      }
    }, lookMs).unref()
  }

  /** The process is over. A start that is under way hears of it by itself, and leaves nothing. */
  #gone(): void {
    clearInterval(this.#look)
    if (this.ended || this.#letGo || this.#record.startedAt === null) return
    this.#finish(this.#reasonOfEnd())
  }

  #reasonOfEnd(): EndReason {
    const { bootId, stopAsked } = this.#record
    if (stopAsked) return 'stopped'
    if (bootId !== this.#needs.bootId) return 'host-restarted'
    return this.#guest?.wasShutDown ? 'guest-shutdown' : 'crashed'
  }

  #finish(reason: EndReason): void {
    if (this.ended) return
    clearInterval(this.#look)
    this.#drop()
    const { firstDisk } = this.#record
    if (firstDisk !== null) keepNvram(this.#folder.nvram, firstDisk)
    const trouble =
      reason === 'crashed'
        ? { code: 'start-failed' as const, message: whyCrashed(this.#needs, this.#folder, this.#record.machine.run) }
        : null
    this.#write({ end: { reason, at: this.#now(), trouble } })
    this.#power = 'ended'
    this.#over.resolve()
    this.#needs.log.info({ run: this.#record.machine.run, reason }, 'machine ended')
    this.#needs.changed()
  }

  #drop(): void {
    this.#agent?.close()
    this.#guest?.close()
    if (this.#connection !== null) disconnect(this.#connection)
    this.#connection = null
  }

  /** Ends what may still live and removes every trace. Repeatable. */
  async #clearAway(): Promise<void> {
    clearInterval(this.#look)
    this.#drop()
    const { process, machine } = this.#record
    if (process !== null) await endProcess(process, { graceMs: 0 })
    await removeCgroup(this.#needs.cgroups, cgroupOf(this.#needs, machine.run))
    await removeTree(this.#folder.path, runsFolder(this.#needs.folder))
    this.#power = 'ended'
    this.#goneWhole = true
    this.#over.resolve()
  }

  #write(change: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...change }
    writeRecord(this.#folder, this.#record)
  }

  #now(): string {
    return this.#needs.clock().toISOString()
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => {})
    return turn
  }
}

type EndReason = NonNullable<MachineSeen['end']>['reason']

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
