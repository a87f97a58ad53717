import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { paddock } from '../api/paddock.ts'
import { showProblem } from '../problem/showProblem.tsx'
import { forgetPictures } from '../vm/pictures.ts'

/** Ends the session and forgets everything that was read in it. */
export function useSignOut() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => paddock.session.delete(),
    onSuccess: async () => {
      await navigate({ to: '/sign-in' })
      queries.clear()
      forgetPictures()
    },
    onError: showProblem,
  })
}
