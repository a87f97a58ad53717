import { closeSync, constants, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { RunId } from '@paddock/model'
import { sockets } from './command-line.ts'

/**
 * Where one run keeps its files.
 *
 * Root's own, but for the folder `vm`, in which QEMU runs and makes its sockets: nothing in there is opened but sockets, and of those the kernel
 * tells who holds them.
 */
export interface RunFolder {
  readonly path: string
  readonly record: string
  readonly seed: string
  readonly nvram: string
  /** What the guest wrote to its serial port, its newest part. */
  readonly serialLog: string
  /** What QEMU itself had to say. */
  readonly qemuLog: string
  readonly vm: string
  readonly socket: Readonly<Record<keyof typeof sockets, string>>
}

export const runsFolder = (folder: string): string => join(folder, 'runs')

export function runFolder(folder: string, run: RunId): RunFolder {
  const path = join(runsFolder(folder), run)
  const vm = join(path, 'vm')
  return {
    path,
    record: join(path, 'run.json'),
    seed: join(path, 'seed.iso'),
    nvram: join(path, 'nvram.fd'),
    serialLog: join(path, 'serial.log'),
    qemuLog: join(path, 'qemu.log'),
    vm,
    socket: {
      qmp: join(vm, sockets.qmp),
      screen: join(vm, sockets.screen),
      serial: join(vm, sockets.serial),
      agent: join(vm, sockets.agent),
    },
  }
}

/** Writes a file so that after a crash there is the old one or the new one, whole. */
export function writeWhole(path: string, content: string | Uint8Array, { durable = true } = {}): void {
  const next = `${path}.next`
  const fd = openSync(next, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    if (durable) fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(next, path)
}

export function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}
