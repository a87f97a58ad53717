/** How well a text fits what was typed: higher is better, null when it does not fit at all. */
export function rank(typed: string, text: string): number | null {
  const wanted = fold(typed)
  if (wanted === '') return 0
  const given = fold(text)
  // Shorter names first among equals, by tens: what was typed is more of them, but "Lab 9" is not before "Lab 10" for it.
  const brevity = 1 / (2 + Math.floor(given.length / 10))
  const at = given.indexOf(wanted)
  if (at === 0) return 4 + brevity
  if (at > 0) return (isStart(given, at) ? 3 : 2) + brevity
  const words = wanted.split(' ').filter(Boolean)
  if (words.length > 1 && words.every(word => given.includes(word))) return 2 + brevity
  return startsHit(wanted.replaceAll(' ', ''), given) ? 1 + brevity : null
}

/** Without case and accents, so that "munchen" finds "München". */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

/** True at the beginning of a word, or where digits begin. */
const isStart = (text: string, at: number): boolean =>
  at === 0 ||
  /[^\p{L}\p{N}]/u.test(text[at - 1] ?? '') ||
  (/\p{N}/u.test(text[at] ?? '') && !/\p{N}/u.test(text[at - 1] ?? ''))

/** "r17" hits "Release rehearsal 17": each letter begins a word, or goes on where the one before it was. */
function startsHit(wanted: string, given: string, from = 0, adjoining = false): boolean {
  const [first] = wanted
  if (first === undefined) return true
  for (let at = given.indexOf(first, from); at !== -1; at = given.indexOf(first, at + 1)) {
    if ((adjoining && at === from) || isStart(given, at)) {
      if (startsHit(wanted.slice(1), given, at + 1, true)) return true
    }
  }
  return false
}
