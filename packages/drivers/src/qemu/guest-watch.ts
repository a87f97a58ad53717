import type { Trouble } from '@paddock/host-api'
import type { QmpClient, QmpEvent } from '@paddock/qmp'

/** What the watch tells. */
export interface Guest {
  /** The guest turned its machine off. QEMU waits to be ended. */
  shutDown(): void
  changed(): void
}

/** How often a machine that waits for room on the host's disk tries its write again. */
const tryAgainMs = 2_000
/** It has room again when it ran so long without another failure: QEMU repeats the write as soon as it goes on. */
const quietMs = 1_000

/** Hears from QEMU what becomes of the guest. */
export class GuestWatch {
  readonly #qmp: QmpClient
  readonly #guest: Guest
  readonly #off: () => void
  #trouble: Trouble | null = null
  #timer: NodeJS.Timeout | undefined
  wasShutDown: boolean

  constructor(qmp: QmpClient, guest: Guest, wasShutDown: boolean) {
    this.#qmp = qmp
    this.#guest = guest
    this.wasShutDown = wasShutDown
    this.#off = qmp.onEvent(event => this.#hear(event))
  }

  get trouble(): Trouble | null {
    return this.#trouble
  }

  /** Takes up what happened while nobody listened. Source of the words: QMP reference, `RunState`. */
  status(status: string): void {
    if (status === 'shutdown') this.#down()
    if (status === 'io-error') this.#noRoom()
  }

  close(): void {
    this.#off()
    clearTimeout(this.#timer)
  }

  #hear(event: QmpEvent): void {
    switch (event.name) {
      case 'SHUTDOWN':
        if (event.data.guest === true) this.#down()
        break
      case 'GUEST_PANICKED':
        this.#tell({
          code: 'guest-crashed',
          message: 'The guest’s kernel reported a crash. Its screen and its serial port may tell why.',
        })
        break
      case 'RESET':
        if (this.#trouble?.code === 'guest-crashed') this.#tell(null)
        break
      case 'BLOCK_IO_ERROR':
        if (event.data.nospace === true) this.#noRoom()
        else
          this.#tell({
            code: 'not-available',
            message: 'A disk of the machine could not be read or written. The host’s log says more.',
          })
        break
    }
  }

  #down(): void {
    this.wasShutDown = true
    this.#guest.shutDown()
  }

  #noRoom(): void {
    this.#tell({
      code: 'disk-full',
      message: 'The host’s disk is full. The machine is paused, and goes on by itself once there is room.',
    })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tryAgain(), tryAgainMs).unref()
  }

  async #tryAgain(): Promise<void> {
    this.#timer = setTimeout(() => this.#tell(null), quietMs).unref()
    try {
      // It may stand still for another reason by now, such as a snapshot's.
      if ((await this.#qmp.execute('query-status')).status === 'io-error') await this.#qmp.execute('cont')
    } catch {
      // QEMU has ended, or its connection: whoever makes it anew looks again.
    }
  }

  #tell(trouble: Trouble | null): void {
    this.#trouble = trouble
    this.#guest.changed()
  }
}
