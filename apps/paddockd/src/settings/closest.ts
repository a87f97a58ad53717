/** The known name that a mistyped one most likely means. */
export function closest(name: string, known: readonly string[]): string {
  const ranked = known.map(candidate => ({
    candidate,
    distance: distance(name.toLowerCase(), candidate.toLowerCase()),
  }))
  return ranked.sort((a, b) => a.distance - b.distance)[0]?.candidate ?? ''
}

/** How many letters have to be put in, taken out or changed to make one word of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
