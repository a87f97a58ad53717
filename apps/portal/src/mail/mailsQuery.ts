import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** The newest hundred letters of the installation. */
export const mailsQuery = queryOptions({
  queryKey: ['mails'],
  queryFn: ({ signal }) => paddock.mail.list({ limit: 100 }, { signal }),
  refetchInterval: 10_000,
})
