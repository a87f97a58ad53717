import { Notifications } from '@mantine/notifications'
import { Outlet } from '@tanstack/react-router'

/** What is there on every page. Notifications stand within the router, as they lead to what they are about. */
export function Root() {
  return (
    <>
      <Outlet />
      <Notifications position="bottom-right" limit={4} />
    </>
  )
}
