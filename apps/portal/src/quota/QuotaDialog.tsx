import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core'
import {
  type ProjectId,
  type QuotaLimits,
  quotaResources,
  quotaWords,
  type TenantId,
  type UserId,
} from '@paddock/model'
import type { QuotaView } from '@paddock/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { resourceNames } from './amount.ts'
import classes from './Quota.module.css'

type QuotaDialogProps = { quota: QuotaView | null; close: () => void }

/** Changes how much somebody may have. */
export function QuotaDialog({ quota, close }: QuotaDialogProps) {
  return (
    <Modal opened={quota !== null} onClose={close} title={`Limits of ${quota?.name ?? ''}`}>
      {quota && <QuotaForm quota={quota} close={close} />}
    </Modal>
  )
}

const shownUnits = { storageBytes: 'GiB', runningMemoryMiB: 'GiB' } as const

function QuotaForm({ quota, close }: { quota: QuotaView; close: () => void }) {
  const queries = useQueryClient()
  const [limits, setLimits] = useState<QuotaLimits>(quota.own)
  const save = useMutation({
    mutationFn: () => put(quota, limits),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['quotas'] })
      close()
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} />}
        <Text size="sm" c="dimmed">
          An empty field takes the default. Lowering a limit stops nothing that runs.
        </Text>
        <div className={classes.fields}>
          {quotaResources.map(resource => {
            const { unit } = quotaWords[resource]
            const [own, holds] = [limits[resource], quota.limits[resource]]
            const words = resource in shownUnits ? `${resourceNames[resource]}, GiB` : resourceNames[resource]
            return (
              <NumberInput
                key={resource}
                label={words}
                value={own === null ? '' : own / unit}
                placeholder={quota.own[resource] === null && holds !== null ? `${holds / unit} by default` : 'No limit'}
                onChange={value =>
                  setLimits({ ...limits, [resource]: value === '' ? null : Math.round(Number(value) * unit) })
                }
                min={0}
                allowNegative={false}
                allowDecimal={unit > 1}
              />
            )
          })}
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function put({ kind, id }: QuotaView, limits: QuotaLimits): Promise<QuotaView> {
  switch (kind) {
    case 'tenant':
      return paddock.quota.setTenant({ tenant: id as TenantId, ...limits })
    case 'project':
      return paddock.quota.setProject({ project: id as ProjectId, ...limits })
    case 'user':
      return paddock.quota.setUser({ user: id as UserId, ...limits })
  }
}
