import { Problem } from '@paddock/model'
import { isMigrated } from '@paddock/store'
import type { FastifyInstance } from 'fastify'
import type { HttpNeeds } from '../needs.ts'

/** What a load balancer and a supervisor ask. */
export function routeProbes(server: FastifyInstance, needs: HttpNeeds, isListening: () => boolean): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async () => {
    if (!(await isMigrated(needs.database.pool)))
      throw new Problem('not-available', 'The database is not migrated yet.')
    if (!isListening()) throw new Problem('not-available', 'The controller does not hear of changes yet.')
    return { status: 'ready' }
  })
}
