const key = (user: string) => `paddock.recent.${user}`
const kept = 12

/** The ids of the labs that a person opened last in this browser, the newest first. */
export function recentLabs(user: string): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(key(user)) ?? '[]')
    return Array.isArray(read) ? read.filter(id => typeof id === 'string') : []
  } catch {
    return []
  }
}

/** Remembers that a lab was opened. */
export function rememberLab(user: string, lab: string): void {
  const others = recentLabs(user).filter(each => each !== lab)
  localStorage.setItem(key(user), JSON.stringify([lab, ...others].slice(0, kept)))
}
