import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** The tenants of the installation, for its operators. */
export const tenantsQuery = queryOptions({
  queryKey: ['tenants'],
  queryFn: ({ signal }) => Array.fromAsync(paddock.tenant.listAll({ limit: 200 }, { signal })),
})
