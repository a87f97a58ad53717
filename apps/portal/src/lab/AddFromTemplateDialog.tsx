import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import type { TemplateId } from '@paddock/model'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { Waiting } from '../shell/Waiting.tsx'
import { templateQuery } from '../template/templateQuery.ts'
import { templatesQuery } from '../template/templatesQuery.ts'
import { count, memory } from '../text/quantity.ts'
import { useLab } from './useLab.ts'

type AddFromTemplateDialogProps = { opened: boolean; close: () => void }

/** Adds machines of a template to the lab, all of them or some. What runs goes on. */
export function AddFromTemplateDialog({ opened, close }: AddFromTemplateDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title="Add machines from a template">
      {opened && <AddFromTemplateForm close={close} />}
    </Modal>
  )
}

function AddFromTemplateForm({ close }: { close: () => void }) {
  const lab = useLab()
  const templates = useQuery(templatesQuery)
  const shelf = templates.data ?? []
  const [wish, setWish] = useState<TemplateId | null>(null)
  const chosen = wish ?? shelf.find(each => each.state === 'ready')?.id ?? shelf[0]?.id
  const template = useQuery({ ...templateQuery(chosen as TemplateId), enabled: chosen !== undefined })
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [start, setStart] = useState(lab.vms.some(vm => vm.state === 'running'))
  const vms = template.data?.spec.vms ?? []
  const taken = vms.filter(vm => !left.has(vm.name)).map(vm => vm.name)
  const add = useMutation({
    mutationFn: async () => {
      if (chosen === undefined) return
      const all = taken.length === vms.length
      await paddock.lab.add({ lab: lab.id, templateId: chosen, ...(all ? {} : { vms: taken }), start })
      close()
    },
  })
  const error = add.error ?? templates.error ?? template.error
  const already = new Set(lab.vms.map(vm => vm.name))
  const joined = (template.data?.spec.networks ?? []).filter(network =>
    lab.networks.some(own => own.name === network.name),
  )
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <Stack gap="md">
        {error && <ProblemAlert error={error} />}
        <NativeSelect
          label="Template"
          data-autofocus
          value={chosen ?? ''}
          onChange={event => {
            setWish(event.currentTarget.value as TemplateId)
            setLeft(new Set())
          }}
          data={shelf.map(each => ({
            value: each.id,
            label: each.state === 'ready' ? each.name : `${each.name} (not ready)`,
          }))}
        />
        {template.isPending && chosen !== undefined && <Waiting rows={2} height={28} />}
        {vms.length > 0 && (
          <Checkbox.Group
            label="Machines"
            value={taken}
            onChange={names => setLeft(new Set(vms.map(vm => vm.name).filter(name => !names.includes(name))))}
          >
            <Stack gap={8} mt={6}>
              {vms.map(vm => (
                <Checkbox
                  key={vm.name}
                  value={vm.name}
                  label={vm.name}
                  description={`${count(vm.cores, 'core')}, ${memory(vm.memoryMiB)}${already.has(vm.name) ? '; gets a number behind its name, which is taken' : ''}`}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {joined.length > 0 && (
          <Text size="sm" c="dimmed">
            They join the lab’s own {joined.map(network => network.name).join(', ')}. An address that is taken makes way
            for a free one.
          </Text>
        )}
        <Checkbox label="Start them now" checked={start} onChange={event => setStart(event.currentTarget.checked)} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={taken.length === 0}>
            Add {count(taken.length, 'machine')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
