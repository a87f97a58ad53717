import type { UserId } from '@paddock/model'

/** Which records are shown, as the address says it. Days are the reader's own, both of them shown. */
export interface AuditSearch {
  readonly search?: string
  readonly outcome?: 'done' | 'refused' | 'failed'
  readonly from?: string
  readonly to?: string
  readonly action?: string
  readonly actor?: string
  readonly subject?: string
  readonly address?: string
}

export const outcomes = ['done', 'refused', 'failed'] as const

/** Reads an address. What makes no sense in it is left out. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const text = (name: string) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' && value.length <= 100 ? { [name]: value } : {}
  }
  const day = (name: string) => (/^\d{4}-\d{2}-\d{2}$/.test(String(search[name])) ? text(name) : {})
  const outcome = outcomes.find(each => each === search.outcome)
  return {
    ...text('search'),
    ...(outcome ? { outcome } : {}),
    ...day('from'),
    ...day('to'),
    ...text('action'),
    ...text('actor'),
    ...text('subject'),
    ...text('address'),
  }
}

/** The same as the API is asked. */
export function askedFor({ from, to, actor, ...rest }: AuditSearch) {
  return {
    ...rest,
    ...(actor === undefined ? {} : { actor: actor as UserId }),
    ...(from === undefined ? {} : { from: new Date(`${from}T00:00`).toISOString() }),
    ...(to === undefined ? {} : { to: dayAfter(to) }),
  }
}

function dayAfter(day: string): string {
  const moment = new Date(`${day}T00:00`)
  moment.setDate(moment.getDate() + 1)
  return moment.toISOString()
}
