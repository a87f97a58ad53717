/** Runs work that leaves things behind, and puts them away whatever happens, the last first, as a test does with `after`. */
export async function withAfterwards(work: (t: { after(end: () => unknown): void }) => Promise<void>): Promise<void> {
  const ends: (() => unknown)[] = []
  try {
    await work({ after: end => void ends.push(end) })
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}
