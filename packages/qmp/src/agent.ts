import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lines } from './lines.ts'
import { type Fields, fields, flag, integer, list, optionalInteger, optionalText, text } from './read.ts'

/**
 * Why an agent did not do what it was asked.
 *
 * `absent`: it does not answer, so none runs, or it hangs. `refused`: it answered with an error. `timeout`: what it does takes too long.
 */
export class AgentError extends Error {
  override readonly name = 'AgentError'
  readonly why: 'absent' | 'refused' | 'timeout'

  constructor(why: 'absent' | 'refused' | 'timeout', message: string, cause?: unknown) {
    super(message, { cause })
    this.why = why
  }
}

export interface ExecResult {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly truncated: boolean
}

export interface AgentAddress {
  readonly mac: string
  readonly address: string
}

/** Source: RFC 4291, section 2.4. */
const linkLocal = /^fe[89ab]/i

/** Most that an agent answers with, but for the output of a command: the guest may be hostile. */
const replyMaxBytes = 1024 * 1024
/** Output and errors of a command, 16 MiB each and in base 64. Source: GUEST_EXEC_MAX_OUTPUT in QEMU's qga/commands.c. */
const outputMaxBytes = 46 * 1024 * 1024
/** Shown for a command that a signal ended, as a shell does: 128 and the signal. */
const signalExitBase = 128

/**
 * A client for the QEMU guest agent in one machine.
 *
 * The agent answers one command at a time and its port takes one connection, so commands queue here. One that is not answered in time
 * drops the connection; the next begins by synchronising anew, so that a late answer is never taken for another's.
 */
export class GuestAgent {
  readonly #connect: () => Promise<Socket>
  #session: Session | undefined
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(connect: () => Promise<Socket>) {
    this.#connect = connect
  }

  /** True when an agent answers. */
  async ping(timeoutMs: number): Promise<boolean> {
    try {
      await this.#ask('guest-ping', {}, { timeoutMs })
      return true
    } catch (cause) {
      if (cause instanceof AgentError) return false
      throw cause
    }
  }

  /**
   * Runs a program in the guest and waits for its end.
   *
   * @throws AgentError. After `timeout` the program goes on in the guest: the agent cannot end one.
   */
  async exec(call: { command: readonly string[]; input: string | Buffer; timeoutMs: number }): Promise<ExecResult> {
    const [path, ...arg] = call.command
    const deadline = performance.now() + call.timeoutMs
    const started = await this.#ask(
      'guest-exec',
      {
        path,
        arg,
        'capture-output': true,
        ...(call.input.length === 0 ? {} : { 'input-data': Buffer.from(call.input as string).toString('base64') }),
      },
      { timeoutMs: Math.min(call.timeoutMs, 10_000) },
    )
    const pid = integer(fields(started), 'pid')
    for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
      const status = fields(
        await this.#ask('guest-exec-status', { pid }, { timeoutMs: 10_000, replyMaxBytes: outputMaxBytes }),
      )
      if (flag(status, 'exited')) return execResult(status)
      if (performance.now() > deadline)
        throw new AgentError('timeout', `${path} did not end within ${call.timeoutMs} ms.`)
      await sleep(pauseMs)
    }
  }

  /** Asks the guest to shut down. The agent answers only when it fails, so the end of the machine is the answer. */
  async shutdown(mode: 'powerdown' | 'reboot' = 'powerdown'): Promise<void> {
    await this.#tell('guest-shutdown', { mode })
  }

  /** The guest's addresses as it sees them itself, without the loopback interface's and those that hold on one link only (RFC 4291, 2.5.6). */
  async addresses(timeoutMs: number): Promise<AgentAddress[]> {
    const interfaces = list(await this.#ask('guest-network-get-interfaces', {}, { timeoutMs }), fields)
    return interfaces.flatMap(one => {
      const mac = optionalText(one, 'hardware-address')
      if (mac === undefined || mac === '00:00:00:00:00:00' || one['ip-addresses'] === undefined) return []
      return list(one['ip-addresses'], address => ({
        mac: mac.toLowerCase(),
        address: text(fields(address), 'ip-address'),
      })).filter(({ address }) => !linkLocal.test(address))
    })
  }

  /** Sets the guest's clock. */
  async setTime(at: Date, timeoutMs: number): Promise<void> {
    await this.#ask('guest-set-time', { time: at.getTime() * 1_000_000 }, { timeoutMs })
  }

  close(): void {
    this.#closed = true
    this.#session?.drop()
  }

  #ask(command: string, args: Fields, limits: { timeoutMs: number; replyMaxBytes?: number }): Promise<unknown> {
    return this.#inTurn(session => session.ask(command, args, { replyMaxBytes, ...limits }))
  }

  #tell(command: string, args: Fields): Promise<void> {
    return this.#inTurn(session => session.tell(command, args))
  }

  #inTurn<T>(act: (session: Session) => Promise<T>): Promise<T> {
    const turn = this.#queue.then(async () => act(await this.#open()))
    this.#queue = turn.catch(() => {})
    return turn
  }

  async #open(): Promise<Session> {
    if (this.#closed) throw new AgentError('absent', 'The machine is being let go.')
    if (this.#session?.usable) return this.#session
    let socket: Socket
    try {
      socket = await this.#connect()
    } catch (cause) {
      throw new AgentError('absent', 'The agent’s port cannot be reached.', cause)
    }
    const session = new Session(socket)
    this.#session = session
    await session.synchronise()
    return session
  }
}

function execResult(status: Fields): ExecResult {
  const signal = optionalInteger(status, 'signal')
  return {
    exitCode: optionalInteger(status, 'exitcode') ?? signalExitBase + (signal ?? 0),
    stdout: Buffer.from(optionalText(status, 'out-data') ?? '', 'base64'),
    stderr: Buffer.from(optionalText(status, 'err-data') ?? '', 'base64'),
    truncated: status['out-truncated'] === true || status['err-truncated'] === true,
  }
}

/** An agent that runs answers this within milliseconds, on a busy emulated processor within a second. */
const synchroniseTimeoutMs = 3_000
/** Makes an agent drop what it has read of an unfinished command. Source: guest agent reference, `guest-sync-delimited`. */
const sentinel = 0xff

/** One connection to the agent's port. */
class Session {
  readonly #socket: Socket
  #lines = new Lines(replyMaxBytes)
  #answer: { resolve(value: Fields): void; reject(cause: Error): void } | undefined
  #synchronising: number | undefined
  usable = true

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', chunk => this.#take(chunk as Buffer))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.usable = false
      this.#answer?.reject(new AgentError('absent', 'The connection to the agent ended.'))
    })
  }

  async synchronise(): Promise<void> {
    const id = Math.floor(Math.random() * 2 ** 31)
    this.#synchronising = id
    const request = JSON.stringify({ execute: 'guest-sync-delimited', arguments: { id } })
    await this.#exchange(Buffer.concat([Buffer.of(sentinel), Buffer.from(`${request}\n`)]), synchroniseTimeoutMs)
    this.#synchronising = undefined
  }

  async ask(command: string, args: Fields, limits: { timeoutMs: number; replyMaxBytes: number }): Promise<unknown> {
    this.#lines = new Lines(limits.replyMaxBytes)
    const reply = await this.#exchange(
      Buffer.from(`${JSON.stringify({ execute: command, arguments: args })}\n`),
      limits.timeoutMs,
    )
    if ('error' in reply)
      throw new AgentError(
        'refused',
        `The agent refused ${command}: ${optionalText(fields(reply.error), 'desc') ?? ''}`,
      )
    return reply.return
  }

  /** Sends a command that has no answer. An error that comes all the same ends the session. */
  async tell(command: string, args: Fields): Promise<void> {
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`)
  }

  drop(): void {
    this.usable = false
    this.#socket.destroy()
  }

  #exchange(bytes: Buffer, timeoutMs: number): Promise<Fields> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        this.#answer = undefined
        act()
      }
      const timer = setTimeout(() => {
        this.drop()
        finish(() => reject(new AgentError('absent', 'The agent does not answer.')))
      }, timeoutMs)
      this.#answer = { resolve: value => finish(() => resolve(value)), reject: cause => finish(() => reject(cause)) }
      this.#socket.write(bytes)
    })
  }

  #take(chunk: Buffer): void {
    try {
      let fresh = chunk
      if (this.#synchronising !== undefined) {
        // What comes before the sentinel answers somebody else's question, from before this connection.
        const at = chunk.lastIndexOf(sentinel)
        if (at >= 0) {
          this.#lines.clear()
          fresh = chunk.subarray(at + 1)
        }
      }
      for (const line of this.#lines.take(fresh)) if (line !== '') this.#message(line)
    } catch (cause) {
      this.drop()
      this.#answer?.reject(new AgentError('absent', 'The agent’s answer is not understood.', cause))
    }
  }

  #message(line: string): void {
    let message: Fields
    try {
      message = fields(JSON.parse(line))
    } catch (cause) {
      if (this.#synchronising !== undefined) return
      throw cause
    }
    if (this.#synchronising !== undefined && message.return !== this.#synchronising) return
    if (this.#answer) this.#answer.resolve(message)
    else this.drop()
  }
}
