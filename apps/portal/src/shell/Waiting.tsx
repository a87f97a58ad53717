import { Skeleton, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'

/** Grey rows while something is read, and nothing for the first 200 ms: most answers are there before. */
export function Waiting({ rows = 4, height = 72 }: { rows?: number; height?: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 200)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <Stack gap="sm" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have nothing else to be told apart by
        <Skeleton key={at} height={height} />
      ))}
    </Stack>
  )
}
