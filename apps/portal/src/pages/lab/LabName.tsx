import { ActionIcon, Button, TextInput, Title, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { useLab } from '../../lab/useLab.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { wordsOf } from '../../problem/wordsOf.ts'
import classes from './LabHead.module.css'

/** The lab's name, changed in its place: Enter keeps it, Escape leaves it. */
export function LabName({ chip }: { chip: ReactNode }) {
  const lab = useLab()
  const may = useMayLab()
  const [editing, setEditing] = useState<{ name: string; revision: number } | null>(null)
  const pencil = useRef<HTMLButtonElement>(null)
  const back = useRef(false)
  const rename = useMutation({
    mutationFn: (wish: { name: string; revision: number }) =>
      paddock.lab.update({ lab: lab.id, name: wish.name }, { ifMatch: wish.revision }),
    onSuccess: () => end(),
    // Refused because somebody was faster: what was typed stays, and now stands over what is there.
    onError: () => setEditing(old => old && { ...old, revision: lab.revision }),
  })
  const end = () => {
    back.current = true
    setEditing(null)
    rename.reset()
  }
  useEffect(() => {
    if (editing === null && back.current) pencil.current?.focus()
    back.current = false
  }, [editing])

  if (editing === null)
    return (
      <div className={classes.line}>
        <Title order={1}>{lab.name}</Title>
        {chip}
        {may.edit && (
          <Tooltip label="Rename">
            <ActionIcon
              ref={pencil}
              className={classes.pencil}
              variant="subtle"
              color="gray"
              aria-label={`Rename ${lab.name}`}
              disabled={may.whyNotEdit !== null}
              onClick={() => setEditing({ name: lab.name, revision: lab.revision })}
            >
              <IconPencil size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    )
  const { fields, rest } = fieldProblems(rename.error)
  const problem = fields.name ?? (rest ? `${wordsOf(rest).detail} Now it is called “${lab.name}”.` : undefined)
  return (
    <form
      noValidate
      className={classes.rename}
      onSubmit={event => {
        event.preventDefault()
        if (editing.name.trim() === lab.name) end()
        else rename.mutate(editing)
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') end()
      }}
    >
      <TextInput
        aria-label="Name of the lab"
        value={editing.name}
        onChange={event => setEditing({ ...editing, name: event.currentTarget.value })}
        onFocus={event => event.currentTarget.select()}
        error={problem}
        maxLength={100}
        autoFocus
      />
      <Button type="submit" loading={rename.isPending} disabled={editing.name.trim() === ''}>
        Rename
      </Button>
      <Button variant="default" onClick={end}>
        Cancel
      </Button>
    </form>
  )
}
