import { NativeSelect } from '@mantine/core'
import type { AssetId } from '@paddock/model'
import { vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { useMutation, useQuery } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { assetsQuery } from '../../asset/assetsQuery.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'

/** What lies in the CD drive, changed at once. */
export function CdField({ vm }: { vm: VmView }) {
  const { whyNotEdit } = useMayLab()
  const assets = useQuery(assetsQuery)
  const insert = useMutation({
    mutationFn: (assetId: AssetId | null) => paddock.vm.insert({ vm: vm.id, assetId }),
  })
  const ready = assets.data?.filter(asset => asset.state === 'ready') ?? []
  // What lies in the drive is offered also when the library lacks it by now.
  const rest =
    vm.cd && !ready.some(asset => asset.id === vm.cd?.assetId)
      ? [{ value: vm.cd.assetId as string, label: vm.cd.name }]
      : []
  return (
    <>
      {(insert.error ?? assets.error) && <ProblemAlert error={insert.error ?? assets.error} />}
      <NativeSelect
        aria-label="In the CD drive"
        value={vm.cd?.assetId ?? ''}
        disabled={whyNotEdit !== null || !vmCan.rewire(vm.state) || insert.isPending}
        data={[
          { value: '', label: 'Empty' },
          ...rest,
          ...ready.map(asset => ({ value: asset.id as string, label: asset.name })),
        ]}
        onChange={event =>
          insert.mutate(event.currentTarget.value === '' ? null : (event.currentTarget.value as AssetId))
        }
      />
    </>
  )
}
