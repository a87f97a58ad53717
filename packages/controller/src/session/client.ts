/** Browsers by the mark that only they carry; Chromium's relatives also say Chrome and Safari, so those come last. */
const browsers: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bpaddock-cli\//, 'The paddock command'],
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Headless)?Chrom(e|ium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
]

const systems: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** What a session is used with, in words: `Firefox on Linux`. What calls itself something unknown is a program. */
export function clientOf(agent: string): string {
  const named = (list: typeof browsers) => list.find(([mark]) => mark.test(agent))?.[1]
  const browser = named(browsers) ?? 'A program'
  const system = named(systems)
  return system === undefined ? browser : `${browser} on ${system}`
}

/** As much of a User-Agent as is kept. */
export const agentOf = (header: string | undefined): string => (header ?? '').slice(0, 300)
