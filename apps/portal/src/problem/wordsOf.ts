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
  return {
    title: 'The portal made a mistake',
    detail: `Reload the page. If it happens again, tell your operator: ${error instanceof Error ? error.message : String(error)}`,
    fields: [],
    code: null,
    requestId: null,
  }
}

/** `/copies/0/name` as "copies 1 name": people count from one. */
const nameOf = (pointer: string): string =>
  pointer
    .split('/')
    .filter(Boolean)
    .map(part => (/^\d+$/.test(part) ? `${Number(part) + 1}` : part))
    .join(' ')
