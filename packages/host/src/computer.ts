import { readFileSync } from 'node:fs'
import { availableParallelism, freemem, release, totalmem } from 'node:os'

/** The computer that the host runs on. Handed in, so that a simulated host can be any computer. */
export interface Computer {
  readonly cores: number
  readonly memoryMiB: number
  readonly kernel: string
  /** Another one after every boot. A run that was started under another one died with that boot. */
  readonly bootId: string
  memoryAvailableMiB(): number
}

export function thisComputer(): Computer {
  return {
    cores: availableParallelism(),
    memoryMiB: Math.floor(totalmem() / 1024 ** 2),
    kernel: release(),
    // Source: random(4), /proc/sys/kernel/random/boot_id.
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    // On Linux this is MemAvailable of proc(5), page cache that can be given up included (libuv, uv_get_free_memory).
    memoryAvailableMiB: () => Math.floor(freemem() / 1024 ** 2),
  }
}
