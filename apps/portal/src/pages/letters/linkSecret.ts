/** What stands behind the # of the link that was followed. */
export const linkSecret = (): string => window.location.hash.slice(1)
