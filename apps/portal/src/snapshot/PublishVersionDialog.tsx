import { Button, Checkbox, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import type { TemplateId } from '@paddock/model'
import type { SnapshotView } from '@paddock/sdk'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { useMe } from '../session/useMe.ts'
import { mayManage } from '../template/mayManage.ts'
import { templatesQuery } from '../template/templatesQuery.ts'
import { tell } from '../text/tell.tsx'

type PublishVersionDialogProps = {
  snapshot: SnapshotView
  /** The template that the lab was made from, which is the likely one. */
  from: TemplateId | null
  opened: boolean
  close: () => void
}

/** Publishes a snapshot as the next version of a template. */
export function PublishVersionDialog({ snapshot, opened, close, ...form }: PublishVersionDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Publish ${snapshot.name} as a new version`}>
      {opened && <PublishForm snapshot={snapshot} close={close} {...form} />}
    </Modal>
  )
}

function PublishForm({ snapshot, from, close }: Omit<PublishVersionDialogProps, 'opened'>) {
  const me = useMe()
  const own = (useQuery(templatesQuery).data ?? []).filter(each => mayManage(me, each))
  const [chosen, setChosen] = useState<string | null>(null)
  const [note, setNote] = useState(snapshot.description)
  const [makeDefault, setMakeDefault] = useState(true)
  const template = own.find(each => each.id === (chosen ?? from))
  const publish = useMutation({
    mutationFn: () =>
      paddock.template.publish({ template: template?.id ?? '', snapshotId: snapshot.id, note, makeDefault }),
    onSuccess: ({ version }) => {
      tell(`Version ${version} of ${template?.name} is published.`)
      close()
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        publish.mutate()
      }}
    >
      <Stack gap="md">
        {publish.error && <ProblemAlert error={publish.error} />}
        <Text size="sm" c="dimmed">
          Labs that were made from older versions stay as they are.
        </Text>
        <Select
          label="Template"
          data={own.map(each => ({ value: each.id, label: `${each.name}, version ${each.version} now` }))}
          value={template?.id ?? null}
          onChange={setChosen}
          searchable
          nothingFoundMessage="Your tenant has no template of its own yet"
        />
        <Textarea
          label="What changed"
          value={note}
          autosize
          minRows={2}
          onChange={event => setNote(event.currentTarget.value)}
        />
        <Checkbox
          label="Make labs from it from now on"
          checked={makeDefault}
          onChange={event => setMakeDefault(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={publish.isPending} disabled={template === undefined}>
            Publish the version
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
