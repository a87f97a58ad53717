import { Button, Group, Textarea } from '@mantine/core'
import type { VmView } from '@paddock/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { vmQuery } from '../vmQuery.ts'

/** What the guest reads at its first boot. It may hold secrets: read, and shown, only when asked for. */
export function UserDataField({ vm, locked }: { vm: VmView; locked: boolean }) {
  const [shown, setShown] = useState(false)
  const [typed, setTyped] = useState<string | null>(null)
  const queries = useQueryClient()
  const { data, error } = useQuery({ ...vmQuery(vm.id, vm.revision), enabled: shown })
  const save = useMutation({
    mutationFn: (userData: string) =>
      paddock.vm.update({ vm: vm.id, userData }, { ifMatch: data?.revision ?? vm.revision }),
    onSuccess: detail => {
      queries.setQueryData(vmQuery(vm.id, detail.revision).queryKey, detail)
      setTyped(null)
    },
  })
  if (!shown)
    return (
      <div>
        <Button size="xs" variant="default" onClick={() => setShown(true)}>
          Show user data
        </Button>
      </div>
    )
  if (error) return <ProblemAlert error={error} />
  const { fields, rest } = fieldProblems(save.error)
  const value = typed ?? data?.userData ?? ''
  return (
    <div>
      {rest !== null && <ProblemAlert error={rest} />}
      <Textarea
        label="User data"
        description="For cloud-init: a script, or a document that begins with #cloud-config"
        autosize
        minRows={3}
        maxRows={14}
        value={value}
        disabled={locked || data === undefined}
        error={fields.userData}
        onChange={event => setTyped(event.currentTarget.value)}
        classNames={{ input: 'mono' }}
        spellCheck={false}
      />
      {typed !== null && typed !== data?.userData && (
        <Group gap="xs" mt={8}>
          <Button size="xs" loading={save.isPending} disabled={locked} onClick={() => save.mutate(typed)}>
            Save user data
          </Button>
          <Button size="xs" variant="default" onClick={() => setTyped(null)}>
            Undo what I typed
          </Button>
        </Group>
      )}
    </div>
  )
}
