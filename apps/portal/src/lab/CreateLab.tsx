import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import type { TemplateId } from '@paddock/model'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { projectsQuery } from '../project/projectsQuery.ts'
import { QuotaHint } from '../quota/QuotaHint.tsx'
import { may } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { TemplateFacts } from '../template/TemplateFacts.tsx'
import { templatesQuery } from '../template/templatesQuery.ts'

export type CreateLabProps = { opened: boolean; close: () => void; template?: TemplateId }

/** Makes a lab from a template, and opens it. */
export function CreateLab({ opened, close, template }: CreateLabProps) {
  return (
    <Modal opened={opened} onClose={close} title="Create a lab">
      {opened && <CreateLabForm close={close} {...(template ? { template } : {})} />}
    </Modal>
  )
}

function CreateLabForm({ close, template }: Omit<CreateLabProps, 'opened'>) {
  const me = useMe()
  const navigate = useNavigate()
  const templates = useQuery(templatesQuery)
  const all = useQuery(projectsQuery)
  const projects = all.data?.filter(project => may(me, 'lab.create', project.id)) ?? []
  const [chosen, setChosen] = useState<{ template?: string; project?: string; name?: string }>({})
  const [start, setStart] = useState(true)

  const shelf = templates.data ?? []
  const from = shelf.find(each => each.id === (chosen.template ?? template)) ?? shelf.find(isReady) ?? shelf[0]
  const project = projects.find(each => each.id === chosen.project) ?? projects[0]
  const name = chosen.name ?? from?.name ?? ''

  const create = useMutation({
    mutationFn: async () => {
      if (!from || !project) return
      const lab = await paddock.lab.create({ projectId: project.id, templateId: from.id, name, start })
      close()
      await navigate({ to: '/labs/$lab', params: { lab: lab.id } })
    },
  })
  const error = create.error ?? templates.error ?? all.error

  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        create.mutate()
      }}
    >
      <Stack gap="md">
        {error && <ProblemAlert error={error} />}
        <NativeSelect
          label="Template"
          value={from?.id ?? ''}
          onChange={event => setChosen({ ...chosen, template: event.currentTarget.value })}
          data={shelf.map(each => ({ value: each.id, label: isReady(each) ? each.name : `${each.name} (not ready)` }))}
        />
        {from && <TemplateFacts template={from} />}
        <TextInput
          label="Name"
          value={name}
          onChange={event => setChosen({ ...chosen, name: event.currentTarget.value })}
          maxLength={100}
          required
          withAsterisk={false}
          data-autofocus
        />
        <NativeSelect
          label="Project"
          value={project?.id ?? ''}
          onChange={event => setChosen({ ...chosen, project: event.currentTarget.value })}
          data={projects.map(each => ({ value: each.id, label: each.name }))}
        />
        {all.isSuccess && projects.length === 0 && (
          <Text c="dimmed">You may create labs in no project. An administrator of your tenant can add you to one.</Text>
        )}
        {project && <QuotaHint project={project.id} />}
        <Checkbox label="Start it now" checked={start} onChange={event => setStart(event.currentTarget.checked)} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!from || !project || name.trim() === ''}>
            {start ? 'Create and start' : 'Create'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const isReady = (template: { state: string }) => template.state === 'ready'
