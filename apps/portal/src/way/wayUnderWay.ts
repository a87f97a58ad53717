const key = 'paddock.way'

/** A sign-in whose person is at their provider: for this tab alone, and until it comes back. */
interface UnderWay {
  readonly ticket: string
  readonly tenant: string
  readonly to: string
}

export const keepWay = (way: UnderWay): void => sessionStorage.setItem(key, JSON.stringify(way))

/** Takes it out: what comes back twice is not known the second time. */
export function takeWay(): UnderWay | null {
  const text = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  return text === null ? null : (JSON.parse(text) as UnderWay)
}
