import { Menu, Text } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { IconCheck, IconPlayerEject } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { assetsQuery } from '../asset/assetsQuery.ts'
import { showProblem } from '../problem/showProblem.tsx'
import { ReasonedItem } from '../shell/ReasonedItem.tsx'
import { vmWords } from '../state/states.ts'

/** The ISOs of the library as items of a menu, to put into a machine's drive, and the way to take one out. */
export function CdItems({ vm }: { vm: VmView }) {
  const assets = useQuery(assetsQuery)
  const insert = useMutation({
    mutationFn: (assetId: NonNullable<VmView['cd']>['assetId'] | null) => paddock.vm.insert({ vm: vm.id, assetId }),
    onError: showProblem,
  })
  const whyNot = vmCan.rewire(vm.state) ? null : `Not while it is: ${vmWords(vm.state).toLowerCase()}`
  return (
    <>
      <ReasonedItem
        leftSection={<IconPlayerEject size={16} />}
        whyNot={vm.cd === null ? 'The drive is empty' : whyNot}
        press={() => insert.mutate(null)}
      >
        Eject{vm.cd && ` ${vm.cd.name}`}
      </ReasonedItem>
      <Menu.Divider />
      <Menu.Label>Insert</Menu.Label>
      {assets.data?.map(asset => (
        <ReasonedItem
          key={asset.id}
          leftSection={asset.id === vm.cd?.assetId ? <IconCheck size={16} /> : <span style={{ width: 16 }} />}
          whyNot={
            asset.state === 'ready'
              ? whyNot
              : asset.state === 'making'
                ? 'It is still being made'
                : 'It could not be made'
          }
          press={() => insert.mutate(asset.id)}
        >
          {asset.name}
        </ReasonedItem>
      ))}
      {assets.data?.length === 0 && (
        <Text size="sm" c="dimmed" px="sm" pb="xs">
          The library has no ISOs.
        </Text>
      )}
      {assets.isError && (
        <Text size="sm" c="dimmed" px="sm" pb="xs">
          The library could not be read. Open this menu again.
        </Text>
      )}
    </>
  )
}
