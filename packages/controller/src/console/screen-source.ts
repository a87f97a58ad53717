import type { ScreenLine } from '@paddock/host-api'
import { encoding } from './rfb/encoding.ts'
import type { MachineScreen } from './rfb/greet-machine.ts'
import { type Box, MachineMessages } from './rfb/machine-messages.ts'
import { bytesPerDot } from './rfb/pixel-format.ts'
import type { WantedPicture } from './rfb/wanted-picture.ts'
import { requestUpdate, setEncodings, setFormat } from './rfb/write.ts'

/** Somebody who watches: decides before each update whether it has room for it. */
export interface Watcher {
  /** True when the next update may be sent to it. */
  takesUpdate(): boolean
  /** This part of the screen has changed, and was not sent to it. */
  missed(box: Box): void
  /** A piece of a message; it stays as it is until `sent` is called, as often as pieces were taken. False: it has more before it than it should. */
  piece(bytes: Buffer, sent: () => void): boolean
  updateEnded(): void
  resized(): void
  pseudo(kind: number, update: Buffer): void
  /** The screen is gone. */
  ended(): void
}

/**
 * One connection to a machine's screen, for any number of viewers.
 *
 * What the machine sends goes to each of them as it is. One that has no room for an update is left out of it, and gets that part
 * of the screen anew once it has caught up: so memory is bounded, and nobody waits for the slowest.
 */
export class ScreenSource {
  readonly #machine: ScreenLine
  readonly #watchers = new Set<Watcher>()
  readonly #ended: () => void
  #screen: MachineScreen
  #recipients: Watcher[] = []
  #missing: Watcher[] = []
  /** True while the machine owes an update. */
  #asked = false
  #stale: Box | null = null
  #updating = false
  /** True while it reads no further until a viewer has taken what it has. */
  #waiting = false
  #over = false
  /** One more holds the piece at hand, and one less. */
  #lend = (): void => {}
  #giveBack = (): void => {}
  /** Updates of its own that a newcomer needs: the cursor's form, lit keys; and which extensions the machine understands. */
  readonly #kept = new Map<number, Buffer>()

  constructor(
    machine: ScreenLine,
    { screen, picture, ended }: { screen: MachineScreen; picture: WantedPicture; ended(): void },
  ) {
    this.#machine = machine
    this.#ended = ended
    this.#screen = screen
    const messages = new MachineMessages(
      {
        begins: kind => this.#begins(kind),
        box: box => {
          for (const watcher of this.#missing) watcher.missed(box)
        },
        bytes: piece => this.#bytes(piece),
        ends: () => this.#ends(),
        pseudo: (kind, box, update) => this.#pseudo(kind, box, update),
      },
      bytesPerDot(picture.format),
    )
    machine.read((piece, done) => {
      // This reader and each viewer that it is on its way to.
      let users = 1
      this.#lend = () => {
        users += 1
      }
      this.#giveBack = () => {
        users -= 1
        if (users === 0) done()
      }
      const giveBack = this.#giveBack
      try {
        messages.take(piece)
      } catch {
        // What follows can't be understood any more.
        this.close()
      }
      giveBack()
    })
    machine.onceEnded(() => this.close())
    machine.write(setFormat(picture.format))
    machine.write(
      setEncodings([
        picture.encoding,
        encoding.desktopSize,
        encoding.cursor,
        encoding.extendedKeys,
        encoding.ledState,
        encoding.lightlyCompressed,
      ]),
    )
  }

  get screen(): MachineScreen {
    return this.#screen
  }

  get whole(): Box {
    return { x: 0, y: 0, width: this.#screen.width, height: this.#screen.height }
  }

  /** Updates without a picture that came before, by their encoding. */
  get kept(): ReadonlyMap<number, Buffer> {
    return this.#kept
  }

  add(watcher: Watcher): void {
    if (this.#over) watcher.ended()
    else this.#watchers.add(watcher)
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher)
    this.#recipients = this.#recipients.filter(one => one !== watcher)
    this.#missing = this.#missing.filter(one => one !== watcher)
    this.flow()
  }

  /** Sends input to the machine. False: it is slow to take it. */
  send(bytes: Buffer): boolean {
    return this.#over || this.#machine.write(bytes)
  }

  onceDrained(go: () => void): void {
    this.#machine.onceDrained(go)
  }

  /** Asks for the next change, if somebody has room for it. */
  ask(): void {
    if (this.#over || this.#asked) return
    for (const watcher of this.#watchers)
      if (watcher.takesUpdate()) {
        this.#asked = true
        this.#machine.write(requestUpdate(this.whole, true))
        return
      }
  }

  /** Asks for a part of the screen whether or not it changes; what is asked for in one go is asked once. */
  askAnew(box: Box): void {
    if (this.#stale === null)
      queueMicrotask(() => {
        const stale = this.#stale
        this.#stale = null
        if (this.#over || stale === null) return
        this.#asked = true
        this.#machine.write(requestUpdate(within(stale, this.#screen), false))
      })
    this.#stale = around(this.#stale, box)
  }

  /** Reads on after it waited for viewers to take what they have. */
  flow(): void {
    if (!this.#waiting) return
    this.#waiting = false
    this.#machine.resume()
  }

  close(): void {
    if (this.#over) return
    this.#over = true
    this.#ended()
    this.#machine.close()
    for (const watcher of [...this.#watchers]) watcher.ended()
    this.#watchers.clear()
  }

  #begins(kind: 'update' | 'other'): void {
    this.#recipients = []
    this.#missing = []
    for (const watcher of this.#watchers) (watcher.takesUpdate() ? this.#recipients : this.#missing).push(watcher)
    if (kind === 'update') this.#asked = false
    else this.#missing = []
    this.#updating = kind === 'update'
  }

  #bytes(piece: Buffer): void {
    let room = this.#recipients.length === 0
    for (const watcher of this.#recipients) {
      this.#lend()
      room = watcher.piece(piece, this.#giveBack) || room
    }
    // A single message may be large: it waits for the fastest.
    if (room || this.#waiting) return
    this.#waiting = true
    this.#machine.pause()
  }

  #ends(): void {
    if (this.#updating) for (const watcher of this.#recipients) watcher.updateEnded()
    this.#recipients = []
    this.#missing = []
    this.ask()
  }

  #pseudo(kind: number, { width, height }: Box, update: Buffer): void {
    this.#asked = false
    if (kind === encoding.desktopSize) {
      this.#screen = { ...this.#screen, width, height }
      for (const watcher of this.#watchers) watcher.resized()
    } else {
      // A copy: it is lent.
      const own = Buffer.from(update)
      this.#kept.set(kind, own)
      for (const watcher of this.#watchers) watcher.pseudo(kind, own)
    }
    this.ask()
  }
}

/** The smallest box around both. */
export function around(one: Box | null, other: Box): Box {
  if (one === null) return other
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)]
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  }
}

/** What of a box is on the screen: it may have become smaller. */
function within(box: Box, { width, height }: MachineScreen): Box {
  const [x, y] = [Math.min(box.x, width), Math.min(box.y, height)]
  return { x, y, width: Math.min(box.width, width - x), height: Math.min(box.height, height - y) }
}
