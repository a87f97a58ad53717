import { closeSync } from 'node:fs'
import { libcCalls, SystemCallFailed } from './libc.ts'
import { inThreadNetns } from './thread-netns.ts'

// Sources: linux/netlink.h, bits/socket.h.
const afNetlink = 16
const sockRaw = 3
const sockCloexec = 0o2000000
const netlinkRoute = 0
const isRequest = 0x1
const wantsAck = 0x4
const isError = 2
const isDone = 3
const headBytes = 16
/** The kernel puts no more than this into one answer (NLMSG_GOODSIZE and what a dump asks for). */
const answerBytes = 65_536

/** One request to the kernel: its kind, what of it is asked for, and what comes after the head. */
export interface NetlinkRequest {
  readonly kind: number
  readonly flags: number
  readonly body: Buffer
}

/** One message of an answer. */
export interface NetlinkMessage {
  readonly kind: number
  readonly body: Buffer
}

/** Asks the kernel's network configuration, in the namespace that the socket was opened in. Each request is over when it returns. */
export class Netlink {
  readonly #fd: number
  readonly #answer = Buffer.alloc(answerBytes)

  constructor() {
    this.#fd = libcCalls.socket(afNetlink, sockRaw | sockCloexec, netlinkRoute)
  }

  /** @throws NetlinkRefused with the kernel's reason. */
  change(request: NetlinkRequest): void {
    this.#send({ ...request, flags: request.flags | wantsAck })
    for (const { kind, body } of this.#receive()) if (kind === isError) refuseIfFailed(body)
  }

  /** The one answer to a question about one thing. */
  ask(request: NetlinkRequest): NetlinkMessage[] {
    this.#send(request)
    const all = [...this.#receive()].map(({ kind, body }) => ({ kind, body: Buffer.from(body) }))
    for (const { kind, body } of all) if (kind === isError) refuseIfFailed(body)
    return all
  }

  /** Everything of a kind. */
  list(request: NetlinkRequest): NetlinkMessage[] {
    this.#send(request)
    const all: NetlinkMessage[] = []
    for (;;)
      for (const message of this.#receive()) {
        if (message.kind === isError) refuseIfFailed(message.body)
        if (message.kind === isDone) return all
        all.push({ kind: message.kind, body: Buffer.from(message.body) })
      }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #send({ kind, flags, body }: NetlinkRequest): void {
    const message = Buffer.alloc(headBytes + body.length)
    message.writeUInt32LE(message.length, 0)
    message.writeUInt16LE(kind, 4)
    message.writeUInt16LE(flags | isRequest, 6)
    message.set(body, headBytes)
    libcCalls.send(this.#fd, message)
  }

  *#receive(): Generator<NetlinkMessage> {
    const have = libcCalls.recv(this.#fd, this.#answer)
    for (let at = 0; at + headBytes <= have; ) {
      const length = this.#answer.readUInt32LE(at)
      if (length < headBytes || at + length > have) throw new Error('The kernel’s answer is cut off.')
      yield { kind: this.#answer.readUInt16LE(at + 4), body: this.#answer.subarray(at + headBytes, at + length) }
      at += padded(length)
    }
  }
}

/** Does work with a connection to the kernel in a namespace; null: the host's own. */
export function withNetlink<T>(netns: string | null, work: (netlink: Netlink) => T): T {
  const netlink = inThreadNetns(netns, () => new Netlink())
  try {
    return work(netlink)
  } finally {
    netlink.close()
  }
}

function refuseIfFailed(body: Buffer): void {
  const error = -body.readInt32LE(0)
  if (error !== 0) throw new SystemCallFailed('netlink', error)
}

const padded = (length: number): number => (length + 3) & ~3

/** An attribute with its length, its number and what fills it up to the next. */
export function attribute(number: number, value: Buffer | readonly Buffer[]): Buffer {
  const content = Buffer.isBuffer(value) ? value : Buffer.concat(value)
  const bytes = Buffer.alloc(padded(4 + content.length))
  bytes.writeUInt16LE(4 + content.length, 0)
  bytes.writeUInt16LE(number, 2)
  bytes.set(content, 4)
  return bytes
}

/** The attributes of a message by number. */
export function attributes(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16LE(at)
    if (length < 4) break
    // Two bits of the number say how the content is written (linux/netlink.h, NLA_TYPE_MASK).
    found.set(bytes.readUInt16LE(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length))
    at += padded(length)
  }
  return found
}

export const text = (value: string): Buffer => Buffer.from(`${value}\0`)
export const byte = (value: number): Buffer => Buffer.of(value)
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
