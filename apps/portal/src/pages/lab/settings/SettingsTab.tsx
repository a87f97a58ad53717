import { Text, Textarea, TextInput, Title } from '@mantine/core'
import { labCan } from '@paddock/model'
import { IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../../api/paddock.ts'
import { ConflictNote } from '../../../form/ConflictNote.tsx'
import { fieldProblems } from '../../../form/fieldProblems.ts'
import { SaveBar } from '../../../form/SaveBar.tsx'
import { useDraft } from '../../../form/useDraft.ts'
import { DeleteDialog } from '../../../lab/DeleteDialog.tsx'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { usePutLab } from '../../../lab/usePutLab.ts'
import { ProblemAlert } from '../../../problem/ProblemAlert.tsx'
import { ReasonedButton } from '../../../shell/ReasonedButton.tsx'
import { labWords } from '../../../state/states.ts'
import classes from './SettingsTab.module.css'

const words = {
  name: { label: 'the name', say: (name: string) => `“${name}”` },
  description: { label: 'the description', say: (text: string) => (text === '' ? 'empty' : `“${text}”`) },
}

/** What the lab is called and what it is for; and its end. */
export function SettingsTab() {
  const lab = useLab()
  const may = useMayLab()
  const [deleting, setDeleting] = useState(false)
  const there = { name: lab.name, description: lab.description }
  const draft = useDraft(there, lab.revision)
  const putLab = usePutLab(lab.id)
  const save = useMutation({
    mutationFn: () => paddock.lab.update({ lab: lab.id, ...draft.changes }, { ifMatch: draft.revision }),
    onSuccess: answer => {
      putLab.lab(answer)
      draft.discard()
    },
  })
  const { fields, rest } = fieldProblems(save.error)
  const locked = may.whyNotEdit !== null
  return (
    <div className={classes.sections}>
      <section aria-labelledby="general">
        <Title order={2} id="general" mb={12}>
          General
        </Title>
        <form
          noValidate
          className={classes.form}
          onSubmit={event => {
            event.preventDefault()
            save.mutate()
          }}
        >
          {locked && <Text c="dimmed">{may.whyNotEdit}.</Text>}
          {rest !== null && draft.moved.length === 0 && <ProblemAlert error={rest} />}
          <ConflictNote draft={draft} words={words} there={there} />
          <TextInput
            label="Name"
            value={draft.values.name}
            disabled={locked}
            error={fields.name}
            onChange={event => draft.set('name', event.currentTarget.value)}
            maxLength={100}
          />
          <Textarea
            label="Description"
            autosize
            minRows={3}
            maxRows={12}
            value={draft.values.description}
            disabled={locked}
            error={fields.description}
            onChange={event => draft.set('description', event.currentTarget.value)}
            maxLength={4_000}
          />
          <SaveBar draft={draft} saving={save.isPending} disabled={draft.values.name.trim() === ''} />
        </form>
      </section>
      {may.remove && (
        <section aria-labelledby="end">
          <Title order={2} id="end" mb={4}>
            Delete this lab
          </Title>
          <Text c="dimmed" mb={12}>
            With its machines, networks and disks, for good.
          </Text>
          <ReasonedButton
            leftSection={<IconTrash size={16} />}
            whyNot={labCan.delete(lab.state) ? null : `Not while it is: ${labWords(lab.state, lab.vms).toLowerCase()}`}
            press={() => setDeleting(true)}
          >
            Delete the lab…
          </ReasonedButton>
        </section>
      )}
      <DeleteDialog lab={lab} opened={deleting} close={() => setDeleting(false)} />
    </div>
  )
}
