import type { SessionView } from '@paddock/sdk'
import { table } from './table.ts'
import { ago } from './text.ts'

/** Sessions below each other. */
export const showSessions = (sessions: readonly SessionView[]) =>
  table(
    sessions,
    [
      ['WITH', one => `${one.client}${one.current ? ' (this one)' : ''}`],
      ['FROM', one => one.address],
      ['BEGUN', one => ago(one.createdAt)],
      ['LAST USED', one => ago(one.lastUsedAt)],
      ['ENDS', one => one.expiresAt],
      ['ID', one => one.id],
    ],
    'No sessions.',
  )
