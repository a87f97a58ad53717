/** A day begins at midnight, UTC. */
export const moment = (words: string | undefined): string | undefined =>
  words !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(words) ? `${words}T00:00:00Z` : words
