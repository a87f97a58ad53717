import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** The ways in that the tenant has set up besides passwords. */
export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: async ({ signal }) => (await paddock.way.list({ limit: 200 }, { signal })).items,
})

const slug = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/

/** The ways in at a tenant's door. */
export const offeredQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['offered', tenant],
    queryFn: async ({ signal }) => (await paddock.way.offered({ tenant }, { signal })).ways,
    enabled: slug.test(tenant),
    retry: false,
  })
