import { Button, Group, Text } from '@mantine/core'
import { list } from '../text/quantity.ts'
import classes from './form.module.css'
import type { Draft } from './useDraft.ts'

type ConflictNoteProps<Values extends object> = {
  draft: Draft<Values>
  /** What the fields are called, and how a value of each is written. */
  words: { readonly [Key in keyof Values]: { readonly label: string; readonly say: (value: Values[Key]) => string } }
  there: Values
}

/** Says what somebody else changed while one typed, and lets one choose. Nothing that was typed is lost by it. */
export function ConflictNote<Values extends object>({ draft, words, there }: ConflictNoteProps<Values>) {
  if (!draft.isDirty || draft.moved.length === 0) return null
  const told = draft.moved.map(key => `${words[key].label} (now ${words[key].say(there[key])})`)
  return (
    <div role="alert" className={classes.conflict}>
      <Text>Somebody else changed {list(told)} while you typed. What you typed is still here.</Text>
      <Group gap="xs" mt={8}>
        <Button size="xs" variant="default" onClick={draft.keepMine}>
          Keep what I typed
        </Button>
        <Button size="xs" variant="default" onClick={draft.discard}>
          Take what is there now
        </Button>
      </Group>
    </div>
  )
}
