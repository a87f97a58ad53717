import { ftruncateSync } from 'node:fs'
import { libcCalls } from './libc.ts'

// Sources: linux/memfd.h, linux/fcntl.h.
const mfdCloexec = 0x1
const mfdAllowSealing = 0x2
const fAddSeals = 1033
const fGetSeals = 1034
/** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE. */
const allSeals = 0x1 | 0x2 | 0x4 | 0x8

/** Makes a file that lives in memory for as long as somebody holds it, and returns its descriptor. It takes only what is written to it. */
export function makeMemfd(name: string, bytes = 0): number {
  const fd = libcCalls.memfdCreate(name, mfdCloexec | mfdAllowSealing)
  if (bytes > 0) ftruncateSync(fd, bytes)
  return fd
}

/**
 * Makes the file unalterable for ever: nobody, root included, can write to it, punch holes in it, or change its size (fcntl(2), "File Sealing").
 *
 * Private mappings of it stay possible, and theirs may be written: the kernel copies the page.
 */
export const sealMemfd = (fd: number): void => void libcCalls.fcntl(fd, fAddSeals, allSeals)

/** True when every seal is on. */
export const isSealed = (fd: number): boolean => (libcCalls.fcntl(fd, fGetSeals, 0) & allSeals) === allSeals
