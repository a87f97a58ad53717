import { Button, SegmentedControl, Title } from '@mantine/core'
import type { QuotaKind } from '@paddock/model'
import type { Me, QuotaView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { QuotaDialog } from '../../quota/QuotaDialog.tsx'
import { QuotaMeters } from '../../quota/QuotaMeters.tsx'
import { quotasQuery } from '../../quota/quotasQuery.ts'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { Waiting } from '../../shell/Waiting.tsx'
import classes from './UsagePage.module.css'

const kinds = [
  { value: 'tenant', label: 'Tenant' },
  { value: 'project', label: 'Projects' },
  { value: 'user', label: 'People' },
] as const

/** How much may be had, and is, with a way to change it for whoever may. */
export function QuotaPart() {
  const me = useMe()
  const [kind, setKind] = useState<QuotaKind>('tenant')
  const [changed, setChanged] = useState<QuotaView | null>(null)
  const quotas = useQuery(quotasQuery(kind))
  return (
    <section aria-labelledby="quotas">
      <div className={classes.partHead}>
        <Title order={2} id="quotas">
          Now
        </Title>
        {!me.operator && (
          <SegmentedControl
            data={kinds.map(({ value, label }) => ({
              value,
              label: value === 'user' && !may(me, 'user.view') ? 'Yours' : label,
            }))}
            value={kind}
            onChange={setKind}
            aria-label="Whose quotas"
          />
        )}
      </div>
      {quotas.isPending && <Waiting rows={1} height={180} />}
      <ReadProblem of={quotas} />
      <ul className={classes.cards}>
        {quotas.data?.map(quota => (
          <li key={quota.id} className={classes.card}>
            <div className={classes.cardHead}>
              <strong>{quota.name}</strong>
              {maySet(me, kind) && (
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => setChanged(quota)}
                  aria-label={`Limits of ${quota.name}`}
                >
                  Limits
                </Button>
              )}
            </div>
            <QuotaMeters quota={quota} />
          </li>
        ))}
      </ul>
      <QuotaDialog quota={changed} close={() => setChanged(null)} />
    </section>
  )
}

const maySet = (me: Me, kind: QuotaKind): boolean =>
  kind === 'tenant' ? may(me, 'tenant.manage') : !me.operator && may(me, 'quota.manage')
