import { useNavigate, useSearch } from '@tanstack/react-router'
import { type LabsSearch, newestFirst } from './labsSearch.ts'

type Change = { readonly [Key in keyof LabsSearch]?: LabsSearch[Key] | undefined }

/** What the address asks of the list, and how it is changed: without a step in the history for each letter. */
export function useLabsAddress(): [asked: LabsSearch, ask: (change: Change) => void] {
  const asked = useSearch({ from: '/signed-in/shell/labs' })
  const navigate = useNavigate({ from: '/labs' })
  const ask = (change: Change) =>
    void navigate({
      search: old => {
        const next = Object.entries({ ...old, ...change }).filter(
          ([key, value]) => value !== undefined && value !== '' && !(key === 'sort' && value === newestFirst),
        )
        return Object.fromEntries(next) as LabsSearch
      },
      replace: true,
      resetScroll: false,
    })
  return [asked, ask]
}
