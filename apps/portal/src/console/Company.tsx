import { Button, Menu } from '@mantine/core'
import type { ViewerId } from '@paddock/model'
import type { ConsoleView, ViewerView, VmView } from '@paddock/sdk'
import { IconSteeringWheel, IconUsers } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { showProblem } from '../problem/showProblem.tsx'
import { useMe } from '../session/useMe.ts'
import { count } from '../text/quantity.ts'
import classes from './Console.module.css'
import { doing, driverOf, wordsOf } from './company.ts'
import { consoleQuery } from './consoleQuery.ts'

type CompanyProps = { vm: VmView; self: ViewerId; viewOnly: boolean }

/** Who else is at the console and who drives it, and how it is handed over. Nothing while one is alone. */
export function Company({ vm, self, viewOnly }: CompanyProps) {
  const me = useMe()
  const queries = useQueryClient()
  const { data } = useQuery(consoleQuery(vm.id))
  const drive = useMutation({
    mutationFn: (viewerId: ViewerId | null) => paddock.vm.drive({ vm: vm.id, viewerId }),
    onSuccess: seen => queries.setQueryData<ConsoleView>(consoleQuery(vm.id).queryKey, seen),
    onError: showProblem,
  })
  if (!data || (data.driverId === null && data.viewers.length < 2)) return null
  const driver = driverOf(data)
  const others = data.viewers.filter(viewer => viewer.id !== self)
  const nameOf = ({ id, userId, name }: ViewerView) =>
    userId !== me.user.id ? name : id === self ? `${name} (this page)` : `${name} (another page of yours)`
  const words = wordsOf(data, self, me.user.id)
  return (
    <>
      {driver && driver.id !== self && !viewOnly && (
        <Button size="compact-sm" variant="default" loading={drive.isPending} onClick={() => drive.mutate(self)}>
          Take over
        </Button>
      )}
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={driver ? <IconSteeringWheel size={16} /> : <IconUsers size={16} />}
            aria-label={`${words}: who is at ${vm.name}`}
          >
            <span className={classes.company}>{words}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{count(data.viewers.length, 'viewer')}</Menu.Label>
          {data.viewers.map(viewer => (
            <div key={viewer.id} className={classes.viewer}>
              <span>{nameOf(viewer)}</span>
              <span className={classes.side}>{doing(viewer, data)}</span>
            </div>
          ))}
          {!viewOnly && (
            <>
              <Menu.Divider />
              {driver?.id !== self && (
                <Menu.Item onClick={() => drive.mutate(self)}>Drive alone: the others look</Menu.Item>
              )}
              {others
                .filter(viewer => !viewer.viewOnly && viewer.id !== driver?.id)
                .map(viewer => (
                  <Menu.Item key={viewer.id} onClick={() => drive.mutate(viewer.id)}>
                    Let {nameOf(viewer)} drive alone
                  </Menu.Item>
                ))}
              {driver && <Menu.Item onClick={() => drive.mutate(null)}>Let everyone drive</Menu.Item>}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
