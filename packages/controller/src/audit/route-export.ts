import { Readable } from 'node:stream'
import { type Caller, changeWords, csvCell } from '@paddock/model'
import { type AuditWanted, audit } from '@paddock/store'
import type { FastifyInstance } from 'fastify'
import { admit } from '../http/admission/admit.ts'
import { notSignedIn } from '../http/admission/caller.ts'
import { stateOf } from '../http/admission/state.ts'
import { writeAudit } from '../http/audit.ts'
import { endpointOf } from '../http/endpoint-of.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { validate } from '../http/reading/validate.ts'
import { auditView } from './routes.ts'

/** Records that are read at once: the next are read when whoever gets them has taken these. */
const recordsAtOnce = 500

type Format = 'csv' | 'jsonl'

/** Routes the audit log as a file. It is written as it is read, so its length is no matter. */
export function routeAuditExport(server: FastifyInstance, needs: HttpNeeds): void {
  const entry = endpointOf('auditExport')
  server.route({
    method: 'GET',
    url: entry.path,
    exposeHeadRoute: false,
    onRequest: request => admit(needs, entry, request),
    handler: async (request, reply) => {
      const [asked] = validate([{ in: 'query', schema: entry.query, value: request.query }])
      const { format, ...wanted } = asked as AuditWanted & { format: Format }
      const state = stateOf(request)
      const caller = state?.admitted?.signedIn.caller
      if (!state || !caller) throw notSignedIn()
      state.understood = true
      const parts = Object.entries(wanted).map(([name, value]) => `${name}=${value}`)
      state.subject = { kind: 'audit', id: format, name: parts.join(' ') }
      const { subject, audit: frame } = state
      const until = needs.clock()
      // Before the first byte: nobody gets what is not recorded.
      await needs.database.as(caller, tx =>
        writeAudit(tx, frame, { actor: caller, tenant: caller.tenant, subject, outcome: 'done', code: null }),
      )
      const name = `audit-${until.toISOString().slice(0, 10)}.${format}`
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson'
      const to = wanted.to !== undefined && new Date(wanted.to) < until ? wanted.to : until.toISOString()
      return reply
        .header('content-type', type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(lines(needs, caller, { ...wanted, to }, format)))
    },
  })
}

async function* lines(
  { database }: HttpNeeds,
  caller: Caller,
  wanted: AuditWanted,
  format: Format,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${columns.map(([head]) => head).join(',')}\r\n`
  let cursor: string | undefined
  do {
    const page = await database.as(caller, tx =>
      audit.page(tx, caller, { ...wanted, limit: recordsAtOnce, ...(cursor === undefined ? {} : { cursor }) }),
    )
    const views = page.rows.map(auditView)
    yield views
      .map(view =>
        format === 'jsonl'
          ? `${JSON.stringify(view)}\n`
          : `${columns.map(([, of]) => csvCell(of(view) ?? '')).join(',')}\r\n`,
      )
      .join('')
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

const columns: readonly (readonly [head: string, of: (view: ReturnType<typeof auditView>) => string | null])[] = [
  ['at', view => view.at],
  ['actor', view => view.actor?.name ?? ''],
  ['actorId', view => view.actor?.id ?? ''],
  ['action', view => view.action],
  ['subjectKind', view => view.subject?.kind ?? ''],
  ['subject', view => view.subject?.name ?? ''],
  ['subjectId', view => view.subject?.id ?? ''],
  ['outcome', view => view.outcome],
  ['code', view => view.code],
  ['changes', view => view.changes.map(changeWords).join('; ')],
  ['address', view => view.address],
  ['requestId', view => view.requestId],
  ['id', view => view.id],
]
