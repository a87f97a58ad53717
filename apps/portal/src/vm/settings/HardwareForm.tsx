import { NativeSelect, Text, TextInput } from '@mantine/core'
import { limits, vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ConflictNote } from '../../form/ConflictNote.tsx'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { SaveBar } from '../../form/SaveBar.tsx'
import { SizeField } from '../../form/SizeField.tsx'
import { useDraft } from '../../form/useDraft.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { usePutLab } from '../../lab/usePutLab.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { count, memory } from '../../text/quantity.ts'
import { firmwares, profiles } from '../hardware.ts'
import classes from './settings.module.css'
import { UserDataField } from './UserDataField.tsx'

const words = {
  cores: { label: 'the cores', say: String },
  memoryMiB: { label: 'the memory', say: memory },
  firmware: { label: 'the firmware', say: String },
  profile: { label: 'the profile', say: String },
}
const mebibyte = 1024 ** 2

/** What QEMU takes only at its start. */
export function HardwareForm({ vm }: { vm: VmView }) {
  const { edit, whyNotEdit } = useMayLab()
  const { cores, memoryMiB, firmware, profile } = vm
  const there = { cores, memoryMiB, firmware, profile }
  const draft = useDraft(there, vm.revision)
  const putLab = usePutLab(vm.labId)
  const save = useMutation({
    mutationFn: () => paddock.vm.update({ vm: vm.id, ...draft.changes }, { ifMatch: draft.revision }),
    onSuccess: answer => {
      putLab.vm(answer)
      draft.discard()
    },
  })
  const { fields, rest } = fieldProblems(save.error)
  const { values, set } = draft
  const stopped = vmCan.rebuild(vm.state)
  const locked = whyNotEdit !== null || !stopped
  return (
    <form
      noValidate
      className={classes.fields}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {!stopped && whyNotEdit === null && (
        <Text size="sm" c="dimmed">
          {count(cores, 'core')}, {memory(memoryMiB)}. Stop {vm.name} to change its hardware.
        </Text>
      )}
      {rest !== null && draft.moved.length === 0 && <ProblemAlert error={rest} />}
      <ConflictNote draft={draft} words={words} there={there} />
      <div className={classes.pair}>
        <TextInput
          label="Cores"
          type="number"
          min={1}
          max={limits.cores}
          value={Number.isNaN(values.cores) ? '' : values.cores}
          disabled={locked}
          error={fields.cores}
          onChange={event => set('cores', event.currentTarget.valueAsNumber)}
        />
        <SizeField
          label="Memory"
          value={values.memoryMiB * mebibyte}
          change={bytes => set('memoryMiB', Math.round(bytes / mebibyte))}
          disabled={locked}
          error={fields.memoryMiB}
        />
        <NativeSelect
          label="Firmware"
          value={values.firmware}
          disabled={locked}
          error={fields.firmware}
          data={firmwares}
          onChange={event => set('firmware', event.currentTarget.value as VmView['firmware'])}
        />
        <NativeSelect
          label="Profile"
          description="Which devices it is given"
          value={values.profile}
          disabled={locked}
          error={fields.profile}
          data={profiles}
          onChange={event => set('profile', event.currentTarget.value as VmView['profile'])}
        />
      </div>
      <SaveBar
        draft={draft}
        saving={save.isPending}
        disabled={Number.isNaN(values.cores) || Number.isNaN(values.memoryMiB)}
      />
      {edit && <UserDataField vm={vm} locked={locked} />}
    </form>
  )
}
