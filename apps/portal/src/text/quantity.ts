export { bytesWords as bytes, memoryWords as memory } from '@paddock/model'

const inWords = new Intl.NumberFormat('en')

/** "1 machine", "6 machines". */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${inWords.format(number)} ${number === 1 ? noun : plural}`

/** "a, b and c". */
export const list = (words: readonly string[]): string => new Intl.ListFormat('en').format(words)
