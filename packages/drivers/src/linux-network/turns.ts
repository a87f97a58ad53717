/** Runs work on one number one after the other, and work on different numbers side by side. */
export function turns(): <T>(number: number, work: () => Promise<T>) => Promise<T> {
  const last = new Map<number, Promise<unknown>>()
  return async (number, work) => {
    const mine = (last.get(number) ?? Promise.resolve()).then(work, work)
    last.set(number, mine)
    try {
      return await mine
    } finally {
      if (last.get(number) === mine) last.delete(number)
    }
  }
}
