import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core'
import { IconChevronDown, IconPlayerPlayFilled, IconPower } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { showProblem } from '../problem/showProblem.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import classes from './PowerButton.module.css'
import type { Verb } from './verb.ts'

type PowerButtonProps = { verbs: readonly Verb[]; of: string; quiet?: boolean; size?: 'xs' | 'sm' }

/** The verb that fits the state, and beside it the others. The first verb that is allowed is the one that fits. */
export function PowerButton({ verbs, of, quiet = false, size = 'sm' }: PowerButtonProps) {
  const [asking, setAsking] = useState<Verb | null>(null)
  const act = useMutation({ mutationFn: (verb: Verb) => verb.run(), onError: showProblem })
  const first = verbs.find(verb => verb.allowed) ?? verbs[0]
  if (first === undefined) return null
  const choose = (verb: Verb) => (verb.confirm ? setAsking(verb) : act.mutate(verb))
  const variant = first.id === 'start' && !quiet ? 'filled' : 'default'

  return (
    <>
      <Group gap={0} wrap="nowrap" className={classes.split}>
        <Button
          variant={variant}
          size={size}
          leftSection={first.id === 'start' ? <IconPlayerPlayFilled size={14} /> : <IconPower size={15} />}
          disabled={!first.allowed}
          loading={act.isPending}
          onClick={() => choose(first)}
          aria-label={quiet ? `${first.words} ${of}` : undefined}
        >
          {first.words}
        </Button>
        <Menu position="bottom-end" width={290}>
          <Menu.Target>
            <ActionIcon variant={variant} size={size === 'xs' ? 30 : 36} aria-label={`More power verbs of ${of}`}>
              <IconChevronDown size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {verbs.map(verb => (
              <Menu.Item key={verb.id} disabled={!verb.allowed} onClick={() => choose(verb)}>
                {verb.words}
                {(verb.allowed ? verb.hint : verb.whyNot) && (
                  <Text size="xs" c="dimmed">
                    {verb.allowed ? verb.hint : verb.whyNot}
                  </Text>
                )}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <ConfirmDialog verb={asking} close={() => setAsking(null)} confirm={verb => act.mutate(verb)} />
    </>
  )
}
