import type { MachineSeen } from '@paddock/host-api'
import type { Connection } from './connection.ts'
import { agentChardev } from './devices.ts'

/** When a guest's addresses are asked for after its agent came, and then again and again. */
const firstMs = 500
const soonMs = 5_000
const soonTimes = 6
const laterMs = 30_000

/** Sees whether a guest's agent is there, and which addresses it tells. */
export class AgentWatch {
  readonly #connection: Connection
  readonly #changed: () => void
  readonly #off: () => void
  #seen: MachineSeen['agent'] = { connected: false, addresses: [] }
  #timer: NodeJS.Timeout | undefined
  #asked = 0

  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection
    this.#changed = changed
    this.#off = connection.qmp.onEvent(event => {
      if (event.name === 'VSERPORT_CHANGE' && event.data.id === 'agentport0') this.#opened(event.data.open === true)
    })
    // It may have been there before this daemon was.
    void connection.qmp
      .execute('query-chardev')
      .then(list => this.#opened(list.some(one => one.label === agentChardev && one.frontendOpen)))
      .catch(() => {})
  }

  get seen(): MachineSeen['agent'] {
    return this.#seen
  }

  close(): void {
    this.#off()
    clearTimeout(this.#timer)
  }

  #opened(connected: boolean): void {
    if (connected === this.#seen.connected) return
    clearTimeout(this.#timer)
    this.#asked = 0
    this.#seen = { connected, addresses: [] }
    this.#changed()
    if (connected) this.#askIn(firstMs)
  }

  #askIn(ms: number): void {
    this.#timer = setTimeout(() => void this.#ask(), ms).unref()
  }

  async #ask(): Promise<void> {
    try {
      const addresses = await this.#connection.agent.addresses(5_000)
      if (JSON.stringify(addresses) !== JSON.stringify(this.#seen.addresses)) {
        this.#seen = { ...this.#seen, addresses }
        this.#changed()
      }
    } catch {
      // It is busy or just went: what it told before stands until it tells again.
    }
    if (this.#seen.connected) this.#askIn(this.#asked++ < soonTimes ? soonMs : laterMs)
  }
}
