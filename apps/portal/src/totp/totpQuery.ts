import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** Whether the person signs in with a second factor. */
export const totpQuery = queryOptions({
  queryKey: ['totp'],
  queryFn: ({ signal }) => paddock.totp.get({}, { signal }),
})
