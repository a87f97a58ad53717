import { setTimeout as sleep } from 'node:timers/promises'
import { diskFull } from '@paddock/host'
import type { MachineSeen } from '@paddock/host-api'
import { type Caged, endProcess, type ProcessIdentity, processAlive, removeCgroup, removeTree } from '@paddock/linux'
import { Problem } from '@paddock/model'
import { AgentWatch } from './agent-watch.ts'
import { type Connection, connectQemu, disconnect } from './connection.ts'
import { type RunFolder, runFolder, runsFolder } from './folder.ts'
import { type Guest, GuestWatch } from './guest-watch.ts'
import { whyCrashed } from './last-words.ts'
import { cgroupOf } from './launch.ts'
import type { RunNeeds } from './needs.ts'
import { keepNvram } from './nvram.ts'
import { type RunRecord, writeRecord } from './record.ts'
import { boundLog } from './serial.ts'
import { uidOf } from './user.ts'

/** How often a living run is looked after: its logs, its connection, and whether its process lives, should nothing have told. */
const lookMs = 2_000

type EndReason = NonNullable<MachineSeen['end']>['reason']

/** What a run is and what becomes of it by itself: its record, its connection to QEMU, and its end. */
export class RunLife {
  protected readonly needs: RunNeeds
  protected readonly folder: RunFolder
  protected record: RunRecord
  protected power: 'starting' | 'running' | 'stopping' | 'ended'
  protected connection: Connection | null = null
  protected agent: AgentWatch | null = null
  protected guest: GuestWatch | null = null
  protected readonly over = Promise.withResolvers<void>()
  /** True once the daemon ends. The machine runs on. */
  protected lettingGo = false
  #turn: Promise<unknown> = Promise.resolve()
  #look: NodeJS.Timeout | undefined
  /** A connection that ended while its process lives. */
  #lost: Connection | null = null
  #goneWhole = false

  constructor(needs: RunNeeds, record: RunRecord) {
    this.needs = needs
    this.record = record
    this.folder = runFolder(needs.folder, record.machine.run)
    this.power = record.end === null ? 'starting' : 'ended'
    if (record.end !== null) this.over.resolve()
  }

  get slot(): number {
    return this.record.slot
  }

  /** True when nothing of the run is left. */
  get gone(): boolean {
    return this.#goneWhole
  }

  get ended(): boolean {
    return this.power === 'ended'
  }

  /** Lets go of the connections. The machine runs on. */
  close(): void {
    this.lettingGo = true
    clearInterval(this.#look)
    this.#drop()
  }

  protected get uid(): number {
    return uidOf(this.needs.tag, this.record.slot)
  }

  protected living(): Connection {
    if (this.ended || this.connection === null || this.power === 'starting')
      throw new Problem('not-found', 'The machine does not run.')
    return this.connection
  }

  protected running(connection: Connection): void {
    this.connection = connection
    this.power = this.record.stopAsked ? 'stopping' : 'running'
    this.agent = new AgentWatch(connection, () => this.needs.changed())
    const guest: Guest = {
      shutDown: () => void connection.qmp.execute('quit').catch(() => {}),
      changed: () => this.needs.changed(),
    }
    this.guest = new GuestWatch(connection.qmp, guest, this.guest?.wasShutDown ?? false)
    this.needs.changed()
    void connection.qmp.closed.then(() => this.#reconnect(connection))
  }

  protected watchProcess(process: ProcessIdentity, caged?: Caged): void {
    void caged?.ended.then(() => this.#gone())
    this.#look = setInterval(() => {
      if (!processAlive(process)) this.#gone()
      else {
        boundLog(this.folder.qemuLog)
        if (this.#lost !== null) void this.#reconnect(this.#lost)
      }
    }, lookMs).unref()
  }

  protected reasonOfEnd(): EndReason {
    const { bootId, stopAsked } = this.record
    if (stopAsked) return 'stopped'
    if (bootId !== this.needs.bootId) return 'host-restarted'
    return this.guest?.wasShutDown ? 'guest-shutdown' : 'crashed'
  }

  protected finish(reason: EndReason): void {
    if (this.ended) return
    clearInterval(this.#look)
    this.#drop()
    const { firstDisk } = this.record
    if (firstDisk !== null) keepNvram(this.folder.nvram, firstDisk)
    const trouble =
      reason === 'crashed'
        ? { code: 'start-failed' as const, message: whyCrashed(this.needs, this.folder, this.record.machine.run) }
        : null
    this.note({ end: { reason, at: this.now(), trouble } })
    this.power = 'ended'
    this.over.resolve()
    this.needs.log.info({ run: this.record.machine.run, reason }, 'machine ended')
    this.needs.changed()
  }

  /** Ends what may still live and removes every trace. Repeatable. */
  protected async clearAway(): Promise<void> {
    clearInterval(this.#look)
    this.#drop()
    const { process, machine } = this.record
    if (process !== null) await endProcess(process, { graceMs: 0 })
    await removeCgroup(this.needs.cgroups, cgroupOf(this.needs, machine.run))
    await removeTree(this.folder.path, runsFolder(this.needs.folder))
    this.power = 'ended'
    this.#goneWhole = true
    this.over.resolve()
  }

  protected write(change: Partial<RunRecord>): void {
    this.record = { ...this.record, ...change }
    writeRecord(this.folder, this.record)
  }

  /** Writes down what can be found out again, or asked again: a disk that is full keeps nobody from ending a machine. */
  protected note(change: Partial<RunRecord>): void {
    try {
      this.write(change)
    } catch (cause) {
      if (diskFull(cause) === null) throw cause
      this.needs.log.warn({ err: cause, run: this.record.machine.run }, 'record of a run not written')
    }
  }

  protected now(): string {
    return this.needs.clock().toISOString()
  }

  /** What was asked for before is over. */
  protected get turn(): Promise<unknown> {
    return this.#turn
  }

  protected inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** QEMU closes its monitor when it ends. If it has not, the connection was lost and is made again. */
  async #reconnect(lost: Connection): Promise<void> {
    const { process } = this.record
    if (this.connection !== lost || this.lettingGo || process === null) return
    for (let tries = 0; tries < 100 && processAlive(process); tries++) await sleep(5)
    if (!processAlive(process)) return this.#gone()
    this.#lost = null
    disconnect(lost)
    try {
      const connection = await connectQemu(process, { folder: this.folder, uid: this.uid })
      this.running(connection)
      this.guest?.status((await connection.qmp.execute('query-status')).status)
    } catch (cause) {
      this.#lost = lost
      this.needs.log.warn({ err: cause, run: this.record.machine.run }, 'QEMU does not answer')
    }
  }

  /** The process is over. A start that is under way hears of it by itself, and leaves nothing. */
  #gone(): void {
    clearInterval(this.#look)
    if (this.ended || this.lettingGo || this.record.startedAt === null) return
    this.finish(this.reasonOfEnd())
  }

  #drop(): void {
    this.agent?.close()
    this.guest?.close()
    if (this.connection !== null) disconnect(this.connection)
    this.connection = null
  }
}
