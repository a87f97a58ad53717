import type { ConsoleView } from '@paddock/api'
import type { Caller, LabId, TenantId, ViewerId, VmId } from '@paddock/model'
import { Problem } from '@paddock/model'

/** The machine that a room is of. */
export interface RoomOf {
  readonly vm: VmId
  readonly lab: LabId
  readonly tenant: TenantId
}

/** Somebody at an open console. */
export interface Viewer {
  readonly id: ViewerId
  caller: Caller
  readonly kind: 'screen' | 'serial'
  /** Whether it asked to look only; its role may say so too. */
  readonly looksOnly: boolean
  readonly since: Date
  /** Whether its role lets it use the console. */
  mayUse(): boolean
  /** It does not drive any more: what it holds down is let go. */
  release(): void
  close(why: string): void
}

/** A text that is being typed into a machine. */
export interface Typing {
  readonly by: Caller
  readonly total: number
  typed: number
  stop(): void
}

/** Everyone who is at one machine's screen and serial port, and who of them drives. */
export class Room {
  readonly of: RoomOf
  readonly #changed: () => void
  readonly #viewers = new Map<ViewerId, Viewer>()
  #driver: ViewerId | null = null
  #typing: Typing | null = null

  constructor(of: RoomOf, changed: () => void) {
    this.of = of
    this.#changed = changed
  }

  get empty(): boolean {
    return this.#viewers.size === 0 && this.#typing === null
  }

  get typing(): Typing | null {
    return this.#typing
  }

  get viewers(): readonly Viewer[] {
    return [...this.#viewers.values()]
  }

  viewer(id: ViewerId): Viewer | undefined {
    return this.#viewers.get(id)
  }

  enter(viewer: Viewer): void {
    this.#viewers.set(viewer.id, viewer)
    this.#changed()
  }

  /** The driver that leaves gives the wheel back to everyone. */
  leave(viewer: Viewer): void {
    if (this.#viewers.get(viewer.id) !== viewer) return
    this.#viewers.delete(viewer.id)
    if (this.#driver === viewer.id) this.#driver = null
    this.#changed()
  }

  drives(viewer: Viewer): boolean {
    return canDrive(viewer) && (this.#driver === null || this.#driver === viewer.id)
  }

  /** @throws Problem `not-now` when that viewer is not there, or may only look */
  handTo(id: ViewerId | null): void {
    if (id !== null) {
      const next = this.#viewers.get(id)
      if (!next) throw new Problem('not-now', 'That viewer is not at the console any more. Choose one who is.')
      if (!canDrive(next)) throw new Problem('not-now', `${next.caller.name} only watches, and so cannot drive.`)
    }
    this.#driver = id
    this.rightsChanged()
  }

  /** Roles or the driver have changed: who does not drive any more lets go of what it holds down. */
  rightsChanged(): void {
    const driver = this.#aloneDriving()
    if (driver && !canDrive(driver)) this.#driver = null
    for (const viewer of this.#viewers.values()) if (!this.drives(viewer)) viewer.release()
    this.#changed()
  }

  /** False while somebody else alone drives. */
  freeFor(caller: Caller): boolean {
    const driver = this.#aloneDriving()
    return driver === undefined || driver.caller.user === caller.user
  }

  /** @throws Problem `not-now` while somebody else alone drives: what is typed comes from the keyboard as well */
  demandFree(caller: Caller): void {
    if (!this.freeFor(caller))
      throw new Problem(
        'not-now',
        `${this.#aloneDriving()?.caller.name} alone drives this console. Take it over first.`,
      )
  }

  setTyping(typing: Typing | null): void {
    this.#typing = typing
    this.#changed()
  }

  typed(count: number): void {
    if (this.#typing) this.#typing.typed += count
    this.#changed()
  }

  #aloneDriving(): Viewer | undefined {
    return this.#driver === null ? undefined : this.#viewers.get(this.#driver)
  }

  view(): ConsoleView {
    return {
      viewers: this.viewers.map(viewer => ({
        id: viewer.id,
        userId: viewer.caller.user,
        name: viewer.caller.name,
        kind: viewer.kind,
        viewOnly: !canDrive(viewer),
        drives: this.drives(viewer),
        since: viewer.since.toISOString(),
      })),
      driverId: this.#driver,
      typing: this.#typing && {
        name: this.#typing.by.name,
        typed: this.#typing.typed,
        total: this.#typing.total,
      },
    }
  }
}

const canDrive = (viewer: Viewer): boolean => !viewer.looksOnly && viewer.mayUse()
