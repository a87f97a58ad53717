import { PaddockProblem } from '@paddock/sdk'

export interface ProblemWords {
  readonly title: string
  /** What to do next. */
  readonly detail: string
  /** What is wrong with single fields, as lines. */
  readonly fields: readonly string[]
  readonly code: string | null
  readonly requestId: string | null
}

/** What to show of a failure. */
export function wordsOf(error: unknown): ProblemWords {
  if (error instanceof PaddockProblem) {
    const { title, detail, code, requestId } = error
    return { title, detail, code, requestId, fields: error.fields.map(each => `${nameOf(each.path)}: ${each.message}`) }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (isLost(message))
    return {
      title: 'A part of the portal did not load',
      detail: 'The connection broke off, or Paddock was updated meanwhile. Load the page again.',
      fields: [],
      code: null,
      requestId: null,
    }
  return {
    title: 'The portal made a mistake',
    detail: `Reload the page. If it happens again, tell your operator: ${message}`,
    fields: [],
    code: null,
    requestId: null,
  }
}

/** What browsers and Vite say when a file of the portal does not come: Chromium, Firefox, Safari, and a style sheet. */
const isLost = (message: string): boolean =>
  /dynamically imported module|Importing a module script failed|Unable to preload CSS/i.test(message)

/** `/copies/0/name` as "copies 1 name": people count from one. */
const nameOf = (pointer: string): string =>
  pointer
    .split('/')
    .filter(Boolean)
    .map(part => (/^\d+$/.test(part) ? `${Number(part) + 1}` : part))
    .join(' ')
