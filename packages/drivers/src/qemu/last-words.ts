import { outOfMemoryKills } from '@paddock/linux'
import type { RunFolder } from './folder.ts'
import { cgroupOf } from './launch.ts'
import type { RunNeeds } from './needs.ts'
import { logTail } from './serial.ts'

/** What QEMU said last: the lines since its last own one, without their time and without the words of its command line. */
export function lastWords(log: string): string {
  return wordsOf(logTail(log, 4096).toString('utf8'))
}

export function wordsOf(text: string): string {
  const lines = text.trim().split('\n')
  const from = lines.findLastIndex(line => line.includes('qemu-system-x86_64: '))
  return lines
    .slice(Math.max(from, 0))
    .map(line => line.replace(/^.*?qemu-system-x86_64: /, '').replace(/^-\w+ \{.*\}: /, ''))
    .join(' ')
    .slice(0, 500)
}

/** Why a machine's process ended though nobody had asked, as far as it can be known. */
export function whyCrashed(needs: RunNeeds, folder: RunFolder, run: string): string {
  if (outOfMemoryKills(needs.cgroups, cgroupOf(needs, run)) > 0) return 'The machine took more memory than it may have.'
  const words = lastWords(folder.qemuLog)
  return words === '' ? 'The machine’s process ended without a word.' : `The machine’s process ended: ${words}`
}
