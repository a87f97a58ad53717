import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** Who was invited and has not come yet. The newest two hundred. */
export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async ({ signal }) => (await paddock.invitation.list({ limit: 200 }, { signal })).items,
})
