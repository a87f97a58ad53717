import { Button, Divider } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { offeredQuery } from '../../way/waysQuery.ts'
import { keepWay } from '../../way/wayUnderWay.ts'

/** The other ways in at a tenant's door; nothing where there are none. */
export function WayButtons({ tenant, to }: { tenant: string; to: string }) {
  const [typed] = useDebouncedValue(tenant, 300)
  const offered = useQuery(offeredQuery(typed))
  const begin = useMutation({
    mutationFn: (way: string) => paddock.way.begin({ tenant, way }),
    onSuccess: ({ url, ticket }) => {
      keepWay({ ticket, tenant, to })
      window.location.assign(url)
    },
  })
  if (!offered.data?.length || typed !== tenant) return null
  return (
    <>
      <Divider label="or" />
      {begin.error && <ProblemAlert error={begin.error} />}
      {offered.data.map(({ id, name }) => (
        <Button
          key={id}
          variant="default"
          fullWidth
          size="md"
          loading={begin.isPending}
          onClick={() => begin.mutate(id)}
        >
          Sign in with {name}
        </Button>
      ))}
    </>
  )
}
