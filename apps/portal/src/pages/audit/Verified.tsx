import { Alert, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { verificationQuery } from '../../audit/auditQuery.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { Ago } from '../../text/Ago.tsx'

/** Until when the log is known to be as it was written; loud when it is not. */
export function Verified() {
  const { data, error } = useQuery(verificationQuery)
  if (error) return <ProblemAlert error={error} />
  if (!data) return <Text c="dimmed">Checking that nothing was altered…</Text>
  if (data.fault)
    return (
      <Alert color="red" role="alert" title="The log was altered">
        {data.fault.message}
      </Alert>
    )
  if (data.sealedAt === null) return <Text c="dimmed">Nothing is sealed yet.</Text>
  return (
    <Text c="dimmed">
      Verified until <Ago moment={data.sealedAt} inherit />: {data.records} records in {data.through} seals, none
      altered.
    </Text>
  )
}
