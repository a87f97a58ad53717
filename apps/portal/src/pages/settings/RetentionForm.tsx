import { Button, NumberInput, Stack } from '@mantine/core'
import type { AuditRetention } from '@paddock/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { retentionQuery } from '../../audit/retentionQuery.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { tell } from '../../text/tell.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** For how long the audit log is kept. */
export function RetentionForm() {
  const retention = useQuery(retentionQuery)
  return (
    <Section
      title="Keeping records"
      says="What is older goes for good, within minutes. That nothing else is missing can be verified as before."
    >
      {retention.isPending && <Waiting rows={1} height={100} />}
      <ReadProblem of={retention} />
      {retention.data && <Fields key={retention.data.revision} retention={retention.data} />}
    </Section>
  )
}

function Fields({ retention }: { retention: AuditRetention }) {
  const queries = useQueryClient()
  const [days, setDays] = useState<string | number>(retention.days ?? '')
  const update = useMutation({
    mutationFn: () =>
      paddock.audit.retain({ days: days === '' ? null : Number(days) }, { ifMatch: retention.revision }),
    onSuccess: now => {
      queries.setQueryData(retentionQuery.queryKey, now)
      void queries.resetQueries({ queryKey: ['audit'] })
      void queries.invalidateQueries({ queryKey: ['audit-verification'] })
      tell(now.days === null ? 'Records are kept for ever.' : `Records are kept for ${now.days} days.`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    update.mutate()
  }
  return (
    <Stack component="form" gap="md" className={classes.form ?? ''} onSubmit={submit}>
      {update.error && <ProblemAlert error={update.error} />}
      <NumberInput
        label="Records of the audit log are kept for"
        description="Empty: for ever."
        suffix=" days"
        min={1}
        max={36_500}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
      <div>
        <Button type="submit" loading={update.isPending}>
          Save
        </Button>
      </div>
    </Stack>
  )
}
