import { useSuspenseQuery } from '@tanstack/react-query'
import { meQuery } from './meQuery.ts'

/** Whoever is signed in. Only for pages inside, which open when that is known. */
export const useMe = () => useSuspenseQuery(meQuery).data
