import { Textarea, TextInput } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ConflictNote } from '../../form/ConflictNote.tsx'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { SaveBar } from '../../form/SaveBar.tsx'
import { useDraft } from '../../form/useDraft.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { usePutLab } from '../../lab/usePutLab.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import classes from './settings.module.css'

const words = {
  name: { label: 'the name', say: (name: string) => `“${name}”` },
  description: { label: 'the description', say: (text: string) => (text === '' ? 'empty' : `“${text}”`) },
  startStage: { label: 'the start stage', say: String },
}

/** What a machine is called, what it is for, and when in the lab's start it comes up. */
export function GeneralForm({ vm }: { vm: VmView }) {
  const { whyNotEdit } = useMayLab()
  const there = { name: vm.name, description: vm.description, startStage: vm.startStage }
  const draft = useDraft(there, vm.revision)
  const putLab = usePutLab(vm.labId)
  const save = useMutation({
    mutationFn: () => paddock.vm.update({ vm: vm.id, ...draft.changes }, { ifMatch: draft.revision }),
    onSuccess: answer => {
      putLab.vm(answer)
      draft.discard()
    },
  })
  const { fields, rest } = fieldProblems(save.error, { 'name-taken': 'name' })
  const { values, set } = draft
  const locked = whyNotEdit !== null
  const canRename = vmCan.rebuild(vm.state)
  return (
    <form
      noValidate
      className={classes.fields}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {rest !== null && draft.moved.length === 0 && <ProblemAlert error={rest} />}
      <ConflictNote draft={draft} words={words} there={there} />
      <div className={classes.pair}>
        <TextInput
          label="Name"
          description={canRename ? 'Also its host name' : 'Stop it to rename it: its guest knows the name'}
          value={values.name}
          disabled={locked || !canRename}
          error={fields.name}
          onChange={event => set('name', event.currentTarget.value)}
          maxLength={63}
        />
        <TextInput
          label="Start stage"
          description="0 comes up first"
          type="number"
          min={0}
          max={99}
          value={Number.isNaN(values.startStage) ? '' : values.startStage}
          disabled={locked}
          error={fields.startStage}
          onChange={event => set('startStage', event.currentTarget.valueAsNumber)}
        />
      </div>
      <Textarea
        label="Description"
        autosize
        minRows={1}
        maxRows={6}
        value={values.description}
        disabled={locked}
        error={fields.description}
        onChange={event => set('description', event.currentTarget.value)}
        maxLength={4_000}
      />
      <SaveBar draft={draft} saving={save.isPending} disabled={Number.isNaN(values.startStage) || values.name === ''} />
    </form>
  )
}
