import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** What a new viewer sees of the past: some screens full. */
const pastBytes = 64 * 1024
/** The log is cut when it is this long. */
const logMaxBytes = 2 * 1024 * 1024
/** A viewer that takes nothing for so long is dropped: the guest does not wait for it. */
const viewerBufferMaxBytes = 1024 * 1024

/** The last bytes of a log. */
export function logTail(file: string, bytes: number): Buffer {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch {
    return Buffer.alloc(0)
  }
  try {
    const length = fstatSync(fd).size
    const tail = Buffer.alloc(Math.min(bytes, length))
    return tail.subarray(0, readSync(fd, tail, 0, tail.length, length - tail.length))
  } finally {
    closeSync(fd)
  }
}

/** Cuts a log that something else appends to: its last part stays. What is written at that very moment may come before it. */
export function boundLog(file: string, maxBytes = logMaxBytes, keepBytes = pastBytes): void {
  let fd: number
  try {
    fd = openSync(file, 'r+')
  } catch {
    return
  }
  try {
    if (fstatSync(fd).size <= maxBytes) return
    const tail = logTail(file, keepBytes)
    ftruncateSync(fd)
    writeSync(fd, tail, 0, tail.length, 0)
  } finally {
    closeSync(fd)
  }
}

/**
 * A machine's serial port for any number of viewers.
 *
 * QEMU takes one connection and this keeps it, over reboots of the guest and through reconnections. What the guest says goes to every
 * viewer; what any viewer types goes to the guest.
 */
export class SerialPort {
  readonly #log: string
  readonly #viewers = new Set<Duplex>()
  #socket: Socket | null = null
  #past: Buffer[]
  #pastBytes: number
  #sinceLook = 0

  constructor(log: string) {
    this.#log = log
    const tail = logTail(log, pastBytes)
    this.#past = [tail]
    this.#pastBytes = tail.length
  }

  /** Speaks through this connection from now on. */
  attach(socket: Socket): void {
    this.#socket?.destroy()
    this.#socket = socket
    socket.on('data', chunk => this.#say(chunk as Buffer))
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null
    })
  }

  get attached(): boolean {
    return this.#socket !== null
  }

  /** A stream of what the port said lately, then of what it says. Writing to it types. */
  open(): Duplex {
    const viewer = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        if (this.#socket) this.#socket.write(chunk, () => done())
        else done()
      },
      destroy: (cause, done) => {
        this.#viewers.delete(viewer)
        done(cause)
      },
      final: done => {
        done()
        viewer.destroy()
      },
    })
    if (this.#pastBytes > 0) viewer.push(Buffer.concat(this.#past))
    this.#viewers.add(viewer)
    return viewer
  }

  /** Ends every viewer's stream. */
  close(): void {
    this.#socket?.destroy()
    for (const viewer of this.#viewers) viewer.push(null)
    this.#viewers.clear()
  }

  #say(chunk: Buffer): void {
    this.#past.push(chunk)
    this.#pastBytes += chunk.length
    if (this.#pastBytes > 2 * pastBytes) {
      this.#past = [Buffer.concat(this.#past).subarray(-pastBytes)]
      this.#pastBytes = pastBytes
    }
    for (const viewer of this.#viewers) {
      viewer.push(chunk)
      if (viewer.readableLength > viewerBufferMaxBytes) viewer.destroy()
    }
    this.#sinceLook += chunk.length
    if (this.#sinceLook > pastBytes) {
      this.#sinceLook = 0
      boundLog(this.#log)
    }
  }
}
