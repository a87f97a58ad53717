// Control characters and the bidirectional overrides make a terminal do or show what nobody asked for (Unicode TR 36).
const harmful = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** Text from elsewhere as a terminal may show it: what would steer the terminal is spelt out. Line breaks stay. */
export function plain(text: string): string {
  return text.replace(harmful, character =>
    character === '\n' ? '\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plain(text.replace(/\s*\n\s*/g, ' '))
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** `1.5 GiB`. */
export function inBytes(count: number): string {
  let amount = count
  let unit = 0
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit += 1
  }
  return `${amount >= 100 || Number.isInteger(amount) ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`
}

export const inMiB = (count: number): string => inBytes(count * 1024 ** 2)

/** `3 min ago`, with the exact moment in JSON. */
export function ago(moment: string | null, now = Date.now()): string {
  if (moment === null) return 'never'
  const seconds = Math.max(0, Math.round((now - Date.parse(moment)) / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h ago`
  return `${Math.round(seconds / 86_400)} days ago`
}

export const yesNo = (value: boolean): string => (value ? 'yes' : 'no')
export const onOrOff = (value: boolean): string => (value ? 'on' : 'off')
