import { Button, Group } from '@mantine/core'

type SaveBarProps = {
  draft: { readonly isDirty: boolean; readonly moved: readonly PropertyKey[]; readonly discard: () => void }
  saving: boolean
  /** True while what was typed cannot be sent. */
  disabled?: boolean
}

/** Saves what was typed, or forgets it. Not there while there is nothing to save. */
export function SaveBar({ draft, saving, disabled = false }: SaveBarProps) {
  if (!draft.isDirty) return null
  return (
    <Group gap="xs">
      <Button type="submit" size="xs" loading={saving} disabled={disabled || draft.moved.length > 0}>
        Save
      </Button>
      <Button size="xs" variant="default" onClick={draft.discard}>
        Undo what I typed
      </Button>
    </Group>
  )
}
