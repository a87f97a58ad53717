import { connect, type Socket } from 'node:net'
import { type Arguments, type CommandName, type Reply, replies } from './commands.ts'
import { QmpClosed, QmpError, QmpTimeout } from './errors.ts'
import { Lines } from './lines.ts'
import { BadReply, type Fields, fields, integer, optionalText, text } from './read.ts'

/** Something that happened in QEMU. Source of the names: QMP reference, "Events". */
export interface QmpEvent {
  readonly name: string
  readonly data: Fields
  readonly at: Date
}

export interface ExecuteOptions {
  readonly timeoutMs?: number
  /** A file descriptor of ours that travels with the command, for `getfd` and `add-fd`. QEMU gets a duplicate. */
  readonly descriptor?: number
}

/** Writes bytes with a descriptor beside them (SCM_RIGHTS, unix(7)), which Node's sockets can't. */
export type PassDescriptor = (bytes: Buffer, descriptor: number) => void

interface Waiting {
  readonly command: CommandName
  readonly resolve: (value: unknown) => void
  readonly reject: (cause: Error) => void
  readonly timer: NodeJS.Timeout
}

/** Longest line that QEMU may send. Its longest honest one, `query-qmp-schema`, has 200 KB. */
const lineMaxBytes = 16 * 1024 * 1024
const defaultTimeoutMs = 10_000

/**
 * One session with QEMU over the QEMU Machine Protocol.
 *
 * Replies find their command by id, so any number may be under way. When the socket ends, every command that waits is refused with
 * {@link QmpClosed} and `closed` resolves; a client is never reused.
 */
export class QmpClient {
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #pass: PassDescriptor | undefined
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Set<(event: QmpEvent) => void>()
  readonly #lines = new Lines(lineMaxBytes)
  #nextId = 1
  #ended: QmpClosed | undefined
  #greet: (() => void) | undefined

  private constructor(socket: Socket, pass: PassDescriptor | undefined) {
    this.#socket = socket
    this.#pass = pass
    const { promise, resolve } = Promise.withResolvers<void>()
    this.closed = promise
    socket.on('data', chunk => this.#take(chunk as Buffer))
    socket.on('error', cause => this.#end(cause))
    socket.on('close', () => {
      this.#end()
      resolve()
    })
  }

  /**
   * Connects to QEMU's socket and leaves its negotiation mode.
   *
   * @throws Error ECONNREFUSED or ENOENT when no QEMU listens there; {@link QmpTimeout} when one does and stays silent.
   */
  static async connect(path: string, timeoutMs = defaultTimeoutMs): Promise<QmpClient> {
    const socket = connect({ path })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return QmpClient.over(socket, { timeoutMs })
  }

  /** As {@link connect}, over a socket that is connected already. */
  static async over(socket: Socket, options: { timeoutMs?: number; pass?: PassDescriptor } = {}): Promise<QmpClient> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    const client = new QmpClient(socket, options.pass)
    try {
      await client.#greeting(timeoutMs)
      await client.execute('qmp_capabilities', {}, { timeoutMs })
    } catch (cause) {
      client.close()
      throw cause
    }
    return client
  }

  /**
   * Asks QEMU for one thing.
   *
   * @throws QmpError when QEMU refuses; QmpClosed when it is gone; QmpTimeout when it does not answer, after which it may still do what was asked.
   */
  execute<Name extends CommandName>(
    command: Name,
    args: Arguments = {},
    options: ExecuteOptions = {},
  ): Promise<Reply<Name>> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = this.#nextId++
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new QmpTimeout(command, timeoutMs))
      }, timeoutMs)
      this.#waiting.set(id, { command, resolve, reject, timer })
    })
    const bytes = Buffer.from(`${JSON.stringify({ execute: command, arguments: args, id })}\n`)
    try {
      if (options.descriptor === undefined) this.#socket.write(bytes)
      else this.#send(bytes, options.descriptor)
    } catch (cause) {
      this.#settle(id)?.reject(cause instanceof Error ? cause : new Error(String(cause)))
    }
    return answer as Promise<Reply<Name>>
  }

  /** Calls `listener` for each event until the returned function is called. */
  onEvent(listener: (event: QmpEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Waits for the first event that `wanted` accepts. Begin waiting before the command that causes it.
   *
   * @throws QmpTimeout or QmpClosed.
   */
  nextEvent(wanted: (event: QmpEvent) => boolean, timeoutMs: number): Promise<QmpEvent> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        off()
        act()
      }
      const off = this.onEvent(event => {
        if (wanted(event)) finish(() => resolve(event))
      })
      const timer = setTimeout(() => finish(() => reject(new QmpTimeout('event', timeoutMs))), timeoutMs)
      void this.closed.then(() => finish(() => reject(this.#ended ?? new QmpClosed())))
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #greeting(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new QmpTimeout('greeting', timeoutMs)), timeoutMs)
      this.#greet = () => {
        clearTimeout(timer)
        resolve()
      }
      void this.closed.then(() => {
        clearTimeout(timer)
        reject(this.#ended ?? new QmpClosed())
      })
    })
  }

  #send(bytes: Buffer, descriptor: number): void {
    if (!this.#pass) throw new Error('This connection passes no descriptors.')
    // The descriptor goes around Node's queue; with something still in it the bytes would arrive in the wrong order.
    if (this.#socket.writableLength > 0) throw new Error('QEMU does not read its monitor.')
    this.#pass(bytes, descriptor)
  }

  #take(chunk: Buffer): void {
    try {
      for (const line of this.#lines.take(chunk)) if (line !== '') this.#message(fields(JSON.parse(line)))
    } catch (cause) {
      this.#end(cause instanceof Error ? cause : undefined)
      this.#socket.destroy()
    }
  }

  #message(message: Fields): void {
    if ('QMP' in message) this.#greet?.()
    else if ('event' in message) this.#event(message)
    else this.#reply(message)
  }

  #reply(message: Fields): void {
    const waiting = this.#settle(integer(message, 'id'))
    // A reply to a command that ran out of time.
    if (!waiting) return
    try {
      if ('error' in message) {
        const error = fields(message.error)
        waiting.reject(new QmpError(waiting.command, optionalText(error, 'class') ?? '', text(error, 'desc')))
      } else waiting.resolve(replies[waiting.command](message.return))
    } catch (cause) {
      waiting.reject(new BadReply(`QEMU's answer to ${waiting.command} is not understood.`, { cause }))
    }
  }

  #event(message: Fields): void {
    const stamp = fields(message.timestamp)
    const event: QmpEvent = {
      name: text(message, 'event'),
      data: message.data === undefined ? {} : fields(message.data),
      at: new Date(integer(stamp, 'seconds') * 1000 + Math.floor(integer(stamp, 'microseconds') / 1000)),
    }
    for (const listener of [...this.#listeners]) listener(event)
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    if (waiting) {
      clearTimeout(waiting.timer)
      this.#waiting.delete(id)
    }
    return waiting
  }

  #end(cause?: Error): void {
    if (this.#ended) return
    this.#ended = new QmpClosed(cause)
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(this.#ended)
  }
}
