import type { WebSocket } from 'ws'
import { encoding } from './rfb/encoding.ts'
import { ViewerGreeting, version } from './rfb/greet-viewer.ts'
import type { Box } from './rfb/machine-messages.ts'
import { browserFormat } from './rfb/pixel-format.ts'
import { type ViewerMessage, ViewerMessages } from './rfb/viewer-messages.ts'
import { browserPicture, keyOf, pictureFor, type WantedPicture } from './rfb/wanted-picture.ts'
import { released, resizeTo, serverInit, unpressed } from './rfb/write.ts'
import { around, type Watcher } from './screen-source.ts'
import type { HeldSource } from './screens.ts'

/** Two pictures may be on their way, however large they are: the second is sent while the first is drawn. */
const aheadUpdates = 2
/**
 * So much may be on its way to a viewer that has not asked for more yet: enough for a fast line across an ocean.
 *
 * Only a browser is sent updates before it asks. Others may change what they want between two updates, and would misread the second.
 */
const aheadMaxBytes = 1024 * 1024
/** So much may wait here for a viewer's line. */
const waitingMaxBytes = 2 * 1024 * 1024

export interface ScreenViewerNeeds {
  readonly socket: WebSocket
  readonly held: HeldSource
  /** Fetches the screen in another form. */
  openOther(picture: WantedPicture): Promise<HeldSource>
  /** True while what this viewer does reaches the machine. */
  mayDrive(): boolean
  /** The screen is gone, or it can't go on with this viewer. */
  ended(why: string, fault: 'viewer' | 'machine'): void
}

/** One viewer of a machine's screen: the server's side of RFB on a WebSocket. */
export class ScreenViewer implements Watcher {
  readonly #needs: ScreenViewerNeeds
  readonly #greeting = new ViewerGreeting()
  readonly #messages = new ViewerMessages()
  #held: HeldSource
  #greeted = false
  #format = browserFormat
  #encodings: ReadonlySet<number> = new Set()
  #picture = browserPicture
  /** True once it has asked for the picture, and that comes in the form that it wants. */
  #ready = false
  #switching = false
  /** True when it has asked since the last update. */
  #asked = false
  /** Updates on their way that it has not asked after yet, by their length. */
  readonly #ahead: number[] = []
  #aheadBytes = 0
  #updateBytes = 0
  /** What it has not of the screen; null: it has everything. */
  #missing: Box | null = null
  #size: { width: number; height: number } = { width: 0, height: 0 }
  readonly #toldPseudo = new Set<number>()
  /** Keys and buttons that it holds down. */
  readonly #keys = new Map<string, Buffer>()
  #pointer: Buffer | null = null
  #over = false

  constructor(needs: ScreenViewerNeeds) {
    this.#needs = needs
    this.#held = needs.held
    needs.socket.on('message', (data: Buffer) => this.#take(data))
    needs.socket.once('close', () => this.close())
    this.#held.source.add(this)
    this.#send(version)
  }

  /** Lets go of whatever it holds down: it may not drive any more. */
  release(): void {
    for (const key of this.#keys.values()) this.#held.source.send(released(key))
    this.#keys.clear()
    if (this.#pointer !== null) this.#held.source.send(unpressed(this.#pointer))
    this.#pointer = null
  }

  close(): void {
    if (this.#over) return
    this.release()
    this.#over = true
    this.#held.source.remove(this)
    this.#held.release()
  }

  takesUpdate(): boolean {
    return this.#missing === null && this.#hasRoom()
  }

  missed(box: Box): void {
    if (this.#ready) this.#missing = around(this.#missing, box)
  }

  piece(bytes: Buffer, sent: () => void): boolean {
    const { socket } = this.#needs
    this.#updateBytes += bytes.length
    if (socket.bufferedAmount < waitingMaxBytes) {
      socket.send(bytes, sent)
      return true
    }
    socket.send(bytes, () => {
      sent()
      this.#held.source.flow()
    })
    return false
  }

  updateEnded(): void {
    this.#sent(this.#updateBytes)
    this.#updateBytes = 0
  }

  resized(): void {
    this.#missing = this.#held.source.whole
    this.#catchUp()
  }

  pseudo(kind: number, update: Buffer): void {
    if (!this.#ready || !this.#encodings.has(kind)) return
    // Said once, for the whole connection.
    if (kind === encoding.extendedKeys && this.#toldPseudo.has(kind)) return
    this.#toldPseudo.add(kind)
    this.#send(update)
    this.#sent(update.length)
  }

  ended(): void {
    if (!this.#over && !this.#switching) this.#needs.ended('The machine’s screen ended.', 'machine')
  }

  get #streams(): boolean {
    return this.#picture.encoding === encoding.tightPng
  }

  #hasRoom(): boolean {
    if (!this.#ready || this.#needs.socket.bufferedAmount > waitingMaxBytes) return false
    return this.#streams ? this.#aheadBytes < aheadMaxBytes || this.#ahead.length < aheadUpdates : this.#asked
  }

  #send(bytes: Buffer): void {
    this.#needs.socket.send(bytes)
  }

  #sent(bytes: number): void {
    this.#asked = false
    if (!this.#streams) return
    this.#ahead.push(bytes)
    this.#aheadBytes += bytes
  }

  #take(data: Buffer): void {
    if (this.#over) return
    try {
      if (this.#greeted) {
        for (const message of this.#messages.take(data)) this.#heard(message)
        return
      }
      const { tell, rest } = this.#greeting.take(data)
      for (const bytes of tell) this.#send(bytes)
      if (rest === null) return
      this.#greeted = true
      const { width, height, name } = this.#held.source.screen
      this.#size = { width, height }
      this.#send(serverInit({ width, height, name, format: browserFormat }))
      if (rest.length > 0) for (const message of this.#messages.take(rest)) this.#heard(message)
    } catch (cause) {
      this.#needs.ended(cause instanceof Error ? cause.message : 'It was not understood.', 'viewer')
    }
  }

  #heard(message: ViewerMessage): void {
    switch (message.kind) {
      case 'format':
        this.#format = message.format
        this.#change()
        return
      case 'encodings':
        this.#encodings = message.encodings
        this.#change()
        return
      case 'request':
        this.#requested(message.incremental, message.box)
        return
      case 'key':
      case 'pointer':
      case 'text':
        if (this.#needs.mayDrive()) this.#drive(message)
        return
      case 'wish':
        return
    }
  }

  /** What it wants has changed. What the machine sends in the old form is not for it any more. */
  #change(): void {
    const picture = pictureFor({ format: this.#format, encodings: this.#encodings })
    if (keyOf(picture) !== keyOf(this.#picture)) this.#ready = false
    this.#picture = picture
  }

  #requested(incremental: boolean, box: Box): void {
    this.#asked = true
    this.#aheadBytes -= this.#ahead.shift() ?? 0
    if (this.#switching) return
    if (!this.#ready) {
      this.#begin()
      return
    }
    if (!incremental) this.#missing = around(this.#missing, box)
    this.#catchUp()
    this.#held.source.ask()
  }

  /** Begins to watch, in the form that it wants. */
  #begin(): void {
    if (keyOf(this.#picture) === this.#held.key) {
      this.#join()
      return
    }
    const picture = this.#picture
    this.#switching = true
    this.#held.source.remove(this)
    this.#needs.openOther(picture).then(
      held => {
        this.#held.release()
        this.#held = held
        this.#switching = false
        if (this.#over) return held.release()
        held.source.add(this)
        if (keyOf(this.#picture) === held.key) this.#join()
        else this.#begin()
      },
      () => {
        this.#switching = false
        if (!this.#over) this.#needs.ended('The machine’s screen ended.', 'machine')
      },
    )
  }

  #join(): void {
    this.#ready = true
    this.#missing = this.#held.source.whole
    for (const [kind, update] of this.#held.source.kept) this.pseudo(kind, update)
    this.#asked = true
    this.#catchUp()
  }

  /** Sends what it missed, once it has room for it: first the screen's size, if that is another now. */
  #catchUp(): void {
    if (this.#missing === null || !this.#hasRoom()) return
    const { source } = this.#held
    const { width, height } = source.screen
    if (width !== this.#size.width || height !== this.#size.height) {
      if (!this.#encodings.has(encoding.desktopSize)) {
        this.#needs.ended('The screen has another size now. Open it again.', 'machine')
        return
      }
      this.#size = { width, height }
      const update = resizeTo(this.#size)
      this.#send(update)
      this.#sent(update.length)
      if (!this.#hasRoom()) return
    }
    source.askAnew(this.#missing)
    this.#missing = null
  }

  #drive(message: ViewerMessage & { kind: 'key' | 'pointer' | 'text' }): void {
    if (message.kind === 'key') {
      if (message.down) this.#keys.set(message.key, message.bytes)
      else this.#keys.delete(message.key)
    }
    if (message.kind === 'pointer') this.#pointer = message.buttons === 0 ? null : message.bytes
    const { socket } = this.#needs
    if (this.#held.source.send(message.bytes) || socket.isPaused) return
    socket.pause()
    this.#held.source.onceDrained(() => socket.resume())
  }
}
