const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** "1.5 GiB": a decimal where it says something, none from 10 on. */
export function bytesWords(count: number): string {
  let value = count
  let at = 0
  while (value >= 1_024 && at < units.length - 1) {
    value /= 1_024
    at += 1
  }
  const shown = value >= 10 || Number.isInteger(value) ? Math.round(value).toString() : value.toFixed(1)
  return `${shown} ${units[at]}`
}

export const memoryWords = (mebibytes: number): string => bytesWords(mebibytes * 1024 ** 2)
