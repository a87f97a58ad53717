import type { HostId, LabId, LayerId, SessionId, TemplateId, TenantId, UserId } from '@paddock/model'
import { Client } from 'pg'
import type { Database } from './database.ts'

/** That something changed, said by the triggers of the tables when its transaction was over. `gone`: it was deleted. */
export type Change = { readonly tenant: TenantId | null; readonly gone: boolean } & (
  | { readonly kind: 'lab'; readonly id: LabId }
  | { readonly kind: 'template'; readonly id: TemplateId }
  | { readonly kind: 'layer'; readonly id: LayerId }
  | { readonly kind: 'host'; readonly id: HostId }
  | { readonly kind: 'session'; readonly id: SessionId }
  | { readonly kind: 'user'; readonly id: UserId }
  | { readonly kind: 'door'; readonly id: TenantId }
  | { readonly kind: 'library'; readonly id: '-' }
  /** The number of a new seal of the audit log. */
  | { readonly kind: 'audit'; readonly id: string }
)

export interface ChangeEvents {
  changed(change: Change): void
  /** Listens again after the connection was lost: whatever changed meanwhile was not heard. Also once at the beginning. */
  began(): void
  lost(cause: unknown): void
}

/** Ends the listening. */
export interface Listening {
  close(): Promise<void>
}

const kinds: ReadonlySet<string> = new Set([
  'lab',
  'template',
  'layer',
  'host',
  'session',
  'user',
  'door',
  'library',
  'audit',
])
const retryMs = [100, 200, 500, 1_000, 2_000]
// A network that swallows packets ends no connection: asked now and then, a server that is gone is noticed.
const aliveCheckMs = 15_000

/** Hears every change in the database, over a connection of its own that is made anew as often as it breaks. */
export function listen(database: Database, events: ChangeEvents): Listening {
  let closed = false
  let attempt = 0
  let client: Client | null = null
  let timer: NodeJS.Timeout | undefined

  const again = (cause: unknown): void => {
    clearTimeout(timer)
    if (closed) return
    events.lost(cause)
    timer = setTimeout(begin, retryMs[Math.min(attempt++, retryMs.length - 1)])
  }

  const begin = async (): Promise<void> => {
    const own = new Client({ ...database.pool.options, keepAlive: true })
    client = own
    let over = false
    const ended = (cause: unknown): void => {
      if (over) return
      over = true
      void own.end().catch(() => {})
      again(cause)
    }
    own.on('error', ended)
    own.on('end', () => ended(new Error('The connection ended.')))
    own.on('notification', message => {
      const change = parseChange(message.payload ?? '')
      if (change) events.changed(change)
    })
    try {
      await own.connect()
      await own.query('listen paddock')
      if (closed) return void (await own.end())
      attempt = 0
      events.began()
      const check = (): void => {
        timer = setTimeout(() => own.query('select 1').then(check, ended), aliveCheckMs)
      }
      check()
    } catch (cause) {
      ended(cause)
    }
  }

  void begin()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}

/** Reads what `tell_change` of the migrations wrote: `lab <tenant or -> <id>`, and ` gone` behind it. */
function parseChange(payload: string): Change | null {
  const [kind = '', tenant = '-', id = '', gone] = payload.split(' ')
  if (!kinds.has(kind)) return null
  return { kind, tenant: tenant === '-' ? null : tenant, id, gone: gone === 'gone' } as Change
}
