import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconDots } from '@tabler/icons-react'
import { Fragment } from 'react'
import classes from './Console.module.css'
import { ToolButton } from './ToolButton.tsx'
import type { Tool } from './tool.ts'
import type { ToolMenu } from './toolMenu.ts'

interface ConsoleToolsProps {
  menus: readonly ToolMenu[]
  tools: readonly Tool[]
}

/** What can be done in a console: side by side where there is room, else in one menu. */
export function ConsoleTools(props: ConsoleToolsProps) {
  const narrow = useMediaQuery('(max-width: 60em)', undefined, { getInitialValueInEffect: false })
  return narrow ? <OneMenu {...props} /> : <SideBySide {...props} />
}

function SideBySide({ menus, tools }: ConsoleToolsProps) {
  return (
    <>
      {menus.map(({ id, words, Icon, items, whyNot }) => (
        <Menu key={id} position="bottom-end" width={290} disabled={Boolean(whyNot)}>
          <Menu.Target>
            <Tooltip label={whyNot ? `${words}: ${whyNot}` : words}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={words}
                {...(whyNot ? { 'data-disabled': true, 'aria-disabled': true } : {})}
              >
                <Icon size={18} />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown className={classes.dropdown}>{items}</Menu.Dropdown>
        </Menu>
      ))}
      {tools.map(tool => (
        <ToolButton key={tool.id} tool={tool} />
      ))}
    </>
  )
}

function OneMenu({ menus, tools }: ConsoleToolsProps) {
  return (
    <Menu position="bottom-end" width={290}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={40} aria-label="Tools">
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        {tools.map(({ id, words, Icon, press, whyNot }) => (
          <Menu.Item key={id} leftSection={<Icon size={18} />} disabled={Boolean(whyNot)} onClick={press}>
            {words}
          </Menu.Item>
        ))}
        {menus.map(({ id, words, items, whyNot }) =>
          whyNot ? null : (
            <Fragment key={id}>
              <Menu.Divider />
              <Menu.Label>{words}</Menu.Label>
              {items}
            </Fragment>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
