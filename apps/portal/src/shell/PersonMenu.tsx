import {
  Avatar,
  Menu,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { IconKeyboard, IconLogout, IconUserCog } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMe } from '../session/useMe.ts'
import { useSignOut } from '../session/useSignOut.ts'
import { type Density, useDensity } from '../theme/useDensity.ts'
import classes from './PersonMenu.module.css'

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
]
const densities = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
]

/** Who is signed in, how they like the portal to look, and the way out. */
export function PersonMenu({ showKeys }: { showKeys: () => void }) {
  const me = useMe()
  const signOut = useSignOut()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useDensity()
  const place = me.operator ? 'Operator of the installation' : [me.tenant?.name, me.role].filter(Boolean).join(' · ')
  return (
    <Menu position="bottom-end" width={264} closeOnItemClick>
      <Menu.Target>
        <UnstyledButton className={classes.person}>
          <Avatar name={me.user.name} color="petrol" size={32} />
          <VisuallyHidden>Signed in as {me.user.name}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text fw={500} truncate>
            {me.user.name}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {me.user.email}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {place}
          </Text>
        </div>
        <Menu.Divider />
        <div className={classes.choices}>
          <Text size="sm" c="dimmed" id="colours">
            Colours
          </Text>
          <SegmentedControl
            aria-labelledby="colours"
            size="xs"
            fullWidth
            data={schemes}
            value={colorScheme}
            onChange={value => setColorScheme(value as 'light' | 'dark' | 'auto')}
          />
          <Text size="sm" c="dimmed" id="density">
            Density
          </Text>
          <SegmentedControl
            aria-labelledby="density"
            size="xs"
            fullWidth
            data={densities}
            value={density}
            onChange={value => setDensity(value as Density)}
          />
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/settings" leftSection={<IconUserCog size={16} />}>
          My account
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={showKeys}>
          Keys
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
