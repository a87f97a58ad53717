import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useMe } from '../session/useMe.ts'
import { useSignOut } from '../session/useSignOut.ts'

/** Who is signed in, and the way out. */
export function PersonMenu() {
  const me = useMe()
  const signOut = useSignOut()
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`Signed in as ${me.user.name}`} style={{ borderRadius: '50%' }}>
          <Avatar name={me.user.name} color="petrol" size={32} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <Text fw={500} truncate>
            {me.user.name}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {me.user.email}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {me.operator ? 'Operator of the installation' : `${me.tenant?.name ?? ''}${me.role ? ` · ${me.role}` : ''}`}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
