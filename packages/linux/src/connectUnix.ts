import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { libcCalls, SystemCallFailed } from './libc.ts'

// Numbers of Linux on x86-64 and arm64. Sources: bits/socket.h, asm-generic/socket.h, asm-generic/fcntl.h.
const afUnix = 1
const sockStream = 1
const sockNonblock = 0o4000
const sockCloexec = 0o2000000
const solSocket = 1
const soPeercred = 17
const scmRights = 1
const msgDontwait = 0x40
const msgNosignal = 0x4000

/** Longest path of a Unix socket, less its final zero. Source: unix(7). */
export const unixPathMaxBytes = 107

/** A connection to a Unix socket over which descriptors can travel. */
export interface UnixConnection {
  readonly socket: Socket
  /** Sends bytes at once with one of our descriptors beside them (SCM_RIGHTS, unix(7)): the other side gets a duplicate. */
  pass(bytes: Buffer, descriptor: number): void
}

/**
 * Connects to a Unix socket whose listener runs as `uid`.
 *
 * The kernel tells who listens (SO_PEERCRED), so a name that was put in the place of the socket leads nobody elsewhere.
 * A listener that is busy is tried again until `timeoutMs`; one that is not there is not.
 *
 * @throws SystemCallFailed `ENOENT` or `ECONNREFUSED` when nobody listens.
 */
export async function connectUnix(path: string, expect: { uid: number; timeoutMs: number }): Promise<UnixConnection> {
  const name = Buffer.from(path)
  if (name.length > unixPathMaxBytes)
    throw new Error(`${path} is too long for a socket: ${unixPathMaxBytes} bytes at most. Use a shorter data folder.`)
  const address = Buffer.concat([Buffer.of(afUnix, 0), name, Buffer.of(0)])
  const fd = libcCalls.socket(afUnix, sockStream | sockNonblock | sockCloexec)
  try {
    const until = Date.now() + expect.timeoutMs
    while (!connected(fd, address)) {
      if (Date.now() > until) throw new Error(`${path} takes no more connections.`)
      await sleep(5)
    }
    const uid = libcCalls.getsockopt(fd, solSocket, soPeercred, 12).readUInt32LE(4)
    if (uid !== expect.uid) throw new Error(`${path} is held by user ${uid}, not by ${expect.uid}.`)
  } catch (cause) {
    closeSync(fd)
    throw cause
  }
  return {
    socket: new Socket({ fd, readable: true, writable: true }),
    pass: (bytes, descriptor) => pass(fd, bytes, descriptor),
  }
}

function connected(fd: number, address: Buffer): boolean {
  try {
    libcCalls.connect(fd, address)
    return true
  } catch (cause) {
    // The listener's queue is full (connect(2)).
    if (cause instanceof SystemCallFailed && cause.code === 'EAGAIN') return false
    throw cause
  }
}

function pass(fd: number, bytes: Buffer, descriptor: number): void {
  // struct cmsghdr and one int, padded to 8 bytes. Source: cmsg(3).
  const control = Buffer.alloc(24)
  control.writeBigUInt64LE(20n, 0)
  control.writeInt32LE(solSocket, 8)
  control.writeInt32LE(scmRights, 12)
  control.writeInt32LE(descriptor, 16)
  const sent = libcCalls.sendmsg(fd, bytes, control, msgDontwait | msgNosignal)
  if (sent !== bytes.length) throw new Error('Only a part could be sent.')
}
