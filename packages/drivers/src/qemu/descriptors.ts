import { closeSync, constants, openSync } from 'node:fs'
import type { Tap } from '@paddock/host'
import { openTap } from '@paddock/linux'
import type { InheritedDescriptor } from './hardware.ts'

/** Standard input, output and error come first. */
const firstInherited = 3

/**
 * The files that a QEMU is started with, opened by root and handed down by descriptor.
 *
 * QEMU then has no right to any file by its name; and whoever breaks out of it finds open what the machine uses, and nothing else.
 */
export class Descriptors {
  readonly #open: number[] = []
  readonly #sets: InheritedDescriptor[] = []
  readonly taps: Tap[] = []

  /** In the order in which the process inherits them. */
  get inherited(): readonly number[] {
    return this.#open
  }

  get sets(): readonly InheritedDescriptor[] {
    return this.#sets
  }

  /** Opens an image and returns the number of its set. */
  image(file: string, { writable }: { writable: boolean }): number {
    const set = this.#nextSet()
    // The one for reading is for when it becomes somebody's backing image.
    this.#toSet(set, openImage(file, { writable: false }), 'read')
    if (writable) this.#toSet(set, openImage(file, { writable: true }), 'write')
    return set
  }

  /** Opens a file that only grows at its end and returns the number of its set. */
  log(file: string): number {
    const set = this.#nextSet()
    this.#toSet(set, openLog(file), 'write')
    return set
  }

  /** Passes on an open file, of which this takes a duplicate, and returns the descriptor that the process will have it as. */
  open(fd: number): number {
    return this.#inherit(openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY))
  }

  /** Makes a tap and returns the descriptor that the process will have it as. */
  tap(tap: Tap): number {
    const descriptor = this.#inherit(openTap(tap.name))
    this.taps.push(tap)
    return descriptor
  }

  /** Closes ours. Taps that no process has inherited are gone with it. */
  close(): void {
    for (const fd of this.#open.splice(0)) closeSync(fd)
  }

  #nextSet(): number {
    return (this.#sets.at(-1)?.set ?? 0) + 1
  }

  #toSet(set: number, fd: number, opaque: InheritedDescriptor['opaque']): void {
    this.#sets.push({ descriptor: this.#inherit(fd), set, opaque })
  }

  #inherit(fd: number): number {
    return firstInherited + this.#open.push(fd) - 1
  }
}

/** A link in the place of an image leads nowhere. */
export function openImage(file: string, { writable }: { writable: boolean }): number {
  return openSync(file, (writable ? constants.O_RDWR : constants.O_RDONLY) | constants.O_NOFOLLOW)
}

export function openLog(file: string): number {
  return openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
}
