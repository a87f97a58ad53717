import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { IconChevronDown, IconPlayerPauseFilled, IconPlayerPlayFilled, IconPower } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './PowerButton.module.css'
import { usePower } from './usePower.tsx'
import { VerbItem } from './VerbItem.tsx'
import type { Verb } from './verb.ts'

const wakes = (id: string): boolean => id === 'start' || id === 'start-cold' || id === 'resume'

function verbIcon(id: string) {
  if (wakes(id)) return <IconPlayerPlayFilled size={14} />
  return id === 'suspend' ? <IconPlayerPauseFilled size={14} /> : <IconPower size={15} />
}

type PowerButtonProps = { verbs: readonly Verb[]; of: string; quiet?: boolean; size?: 'xs' | 'sm' }

/** The verb that fits the state, and beside it the others. The first verb that is allowed is the one that fits. */
export function PowerButton({ verbs, of, quiet = false, size = 'sm' }: PowerButtonProps) {
  const { choose, acting, dialog } = usePower()
  const [menu, setMenu] = useState(false)
  const first = verbs.find(verb => verb.allowed) ?? verbs[0]
  if (first === undefined) return null
  // A menu is made when it is first asked for: a list of labs would hold hundreds that nobody opens.
  const variant = wakes(first.id) && !quiet ? 'filled' : 'default'
  const more = (
    <ActionIcon
      variant={variant}
      size={size === 'xs' ? 30 : 36}
      aria-label={`More power verbs of ${of}`}
      aria-haspopup="menu"
      {...(menu ? {} : { onClick: () => setMenu(true) })}
    >
      <IconChevronDown size={16} />
    </ActionIcon>
  )

  return (
    <>
      <Group gap={0} wrap="nowrap" className={classes.split}>
        <Button
          variant={variant}
          size={size}
          leftSection={verbIcon(first.id)}
          disabled={!first.allowed}
          loading={acting}
          onClick={() => choose(first)}
          aria-label={quiet ? `${first.words} ${of}` : undefined}
        >
          {first.words}
        </Button>
        {menu ? (
          <Menu position="bottom-end" width={290} defaultOpened returnFocus>
            <Menu.Target>{more}</Menu.Target>
            <Menu.Dropdown>
              {verbs.map(verb => (
                <VerbItem key={verb.id} verb={verb} choose={choose} />
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : (
          more
        )}
      </Group>
      {dialog}
    </>
  )
}
