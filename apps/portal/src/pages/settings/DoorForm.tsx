import { Button, NumberInput, Stack, Switch } from '@mantine/core'
import type { DoorView } from '@paddock/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { doorQuery } from '../../door/doorQuery.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { tell } from '../../text/tell.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** How the tenant's people sign in, and for how long. */
export function DoorForm() {
  const door = useQuery(doorQuery)
  return (
    <Section title="Everybody’s sign-in" says="What you change holds at once, also for whoever is signed in.">
      {door.isPending && <Waiting rows={1} height={160} />}
      <ReadProblem of={door} />
      {door.data && <Fields key={door.data.revision} door={door.data} />}
    </Section>
  )
}

const numberOr = (value: string | number): number | null => (value === '' ? null : Number(value))

function Fields({ door }: { door: DoorView }) {
  const queries = useQueryClient()
  const [hours, setHours] = useState<string | number>(door.sessionHours ?? '')
  const [minutes, setMinutes] = useState<string | number>(door.sessionIdleMinutes ?? '')
  const [totpRequired, setTotpRequired] = useState(door.totpRequired)
  const update = useMutation({
    mutationFn: () =>
      paddock.door.update(
        { sessionHours: numberOr(hours), sessionIdleMinutes: numberOr(minutes), totpRequired },
        { ifMatch: door.revision },
      ),
    onSuccess: now => {
      queries.setQueryData(doorQuery.queryKey, now)
      tell('It holds from now on.')
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
        label="A session lasts at most"
        description="Empty: as long as the installation lets it."
        suffix=" hours"
        min={1}
        max={8760}
        allowDecimal={false}
        value={hours}
        onChange={setHours}
      />
      <NumberInput
        label="A session that lies unused ends after"
        description="Empty: not before its time. An open console counts as use."
        suffix=" minutes"
        min={5}
        max={10080}
        allowDecimal={false}
        value={minutes}
        onChange={setMinutes}
      />
      <Switch
        label="Everybody needs a second factor"
        description="Whoever has none sets it up before anything else. Their API tokens wait for that too."
        checked={totpRequired}
        onChange={event => setTotpRequired(event.currentTarget.checked)}
      />
      <div>
        <Button type="submit" loading={update.isPending}>
          Save
        </Button>
      </div>
    </Stack>
  )
}
