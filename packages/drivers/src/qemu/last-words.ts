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
