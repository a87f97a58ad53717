import { Problem } from '@paddock/model'
import type { Database } from '@paddock/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { findCaller } from '../admission/caller.ts'
import type { HttpNeeds } from '../needs.ts'

/**
 * Numbers of the installation for Prometheus; nothing of a tenant, not even its name.
 *
 * For operators' tokens, and for whoever sits on the machine itself.
 */
export function routeMetrics(server: FastifyInstance, needs: HttpNeeds, viewers: () => number): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const labelNames = ['endpoint', 'status'] as const
  const requests = new Counter({
    name: 'paddock_http_requests_total',
    help: 'Requests answered.',
    labelNames,
    registers,
  })
  const seconds = new Histogram({
    name: 'paddock_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['endpoint'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  const watching = new Gauge({ name: 'paddock_event_viewers', help: 'Open event streams.', registers })
  const things = new Gauge({ name: 'paddock_things', help: 'Things in the database.', labelNames: ['kind'], registers })
  const troubles = new Gauge({
    name: 'paddock_layer_troubles',
    help: 'Layers that a host could not make or merge. The page of the host says why.',
    registers,
  })
  const runs = new Gauge({ name: 'paddock_runs', help: 'Living runs of machines.', labelNames: ['power'], registers })

  server.addHook('onResponse', async (request, reply) => {
    const endpoint = request.routeOptions.url ?? 'unknown'
    requests.inc({ endpoint, status: reply.statusCode })
    seconds.observe({ endpoint }, reply.elapsedTime / 1000)
  })
  server.get('/metrics', async (request, reply) => {
    await demandOperator(needs, request)
    const counts = await countThings(needs.database)
    watching.set(viewers())
    for (const [kind, count] of counts.things) things.set({ kind }, count)
    troubles.set(counts.troubles)
    runs.reset()
    for (const { power, count } of counts.runs) runs.set({ power }, count)
    return reply.header('content-type', registry.contentType).send(await registry.metrics())
  })
}

const loopback = /^(127\.|::1$|::ffff:127\.)/
const ownName = /^(localhost|127\.[0-9.]+|\[::1\])(:\d+)?$/

async function demandOperator(needs: HttpNeeds, request: FastifyRequest): Promise<void> {
  const { headers, socket } = request
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded
  // The host's name too: a page whose name was made to mean this machine must not read along (DNS rebinding).
  if (forwarded === undefined && loopback.test(socket.remoteAddress ?? '') && ownName.test(headers.host ?? '')) return
  const admitted = await findCaller(needs.database, request, needs.clock())
  if (admitted === null) throw new Problem('not-signed-in', 'Metrics are for the operator: send an operator’s token.')
  if (admitted.signedIn.caller.tenant !== null) throw new Problem('not-allowed', 'Metrics are for the operator.')
}

const countThings = (database: Database) =>
  database.ofEveryone(async tx => {
    const count = async (table: 'tenants' | 'users' | 'labs' | 'vms' | 'hosts') =>
      [
        table,
        Number(
          (
            await tx
              .selectFrom(table)
              .select(eb => eb.fn.countAll<number>().as('n'))
              .executeTakeFirstOrThrow()
          ).n,
        ),
      ] as const
    const things: (readonly [string, number])[] = []
    for (const table of ['tenants', 'users', 'labs', 'vms', 'hosts'] as const) things.push(await count(table))
    const runs = await tx
      .selectFrom('runs')
      .select(eb => ['power', eb.fn.countAll<number>().as('count')])
      .where('ended_at', 'is', null)
      .groupBy('power')
      .execute()
    const { troubles } = await tx
      .selectFrom('layer_copies')
      .select(eb => eb.fn.countAll<number>().as('troubles'))
      .where('want', '=', 'present')
      .where('trouble', 'is not', null)
      .executeTakeFirstOrThrow()
    return {
      things,
      troubles: Number(troubles),
      runs: runs.map(row => ({ power: row.power, count: Number(row.count) })),
    }
  })
