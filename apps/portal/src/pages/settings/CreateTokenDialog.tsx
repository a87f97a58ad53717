import { Button, Code, CopyButton, Group, Modal, MultiSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import type { Permission, ProjectId } from '@paddock/model'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { projectsQuery } from '../../project/projectsQuery.ts'
import { useMe } from '../../session/useMe.ts'
import { tokensQuery } from '../../token/tokensQuery.ts'

type CreateTokenDialogProps = { opened: boolean; close: () => void }

/** Makes a token, and shows it this once. */
export function CreateTokenDialog({ opened, close }: CreateTokenDialogProps) {
  const me = useMe()
  const queries = useQueryClient()
  const projects = useQuery(projectsQuery)
  const [name, setName] = useState('')
  const [permissions, setPermissions] = useState<Permission[]>([])
  const [projectIds, setProjectIds] = useState<ProjectId[]>([])
  const [days, setDays] = useState(90)
  const create = useMutation({
    mutationFn: () =>
      paddock.token.create({
        name,
        permissions: permissions.length > 0 ? permissions : null,
        projectIds: projectIds.length > 0 ? projectIds : null,
        expiresInDays: days,
      }),
    onSuccess: () => queries.invalidateQueries(tokensQuery),
  })
  const shut = () => {
    close()
    create.reset()
    setName('')
    setPermissions([])
    setProjectIds([])
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  const mine = [...new Set([...me.permissions, ...me.projects.flatMap(project => project.permissions)])]
  if (create.data)
    return (
      <Modal opened={opened} onClose={shut} title="Keep it now" closeOnClickOutside={false}>
        <Stack gap="md">
          <Text>This is the token {create.data.token.name}. It is not shown again.</Text>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {create.data.secret}
          </Code>
          <Group justify="flex-end" gap="xs">
            <CopyButton value={create.data.secret}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Button onClick={shut}>I have it</Button>
          </Group>
        </Stack>
      </Modal>
    )
  return (
    <Modal opened={opened} onClose={shut} title="Make a token">
      <Stack component="form" gap="md" onSubmit={submit}>
        {create.error && <ProblemAlert error={create.error} />}
        <TextInput
          label="Name"
          description="What it is for."
          required
          withAsterisk={false}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          data-autofocus
        />
        <MultiSelect
          label="What it may do"
          placeholder={permissions.length === 0 ? 'All that you may' : ''}
          data={mine}
          value={permissions}
          onChange={value => setPermissions(value as Permission[])}
          searchable
        />
        <MultiSelect
          label="In which projects"
          placeholder={projectIds.length === 0 ? 'Everywhere' : ''}
          data={projects.data?.map(project => ({ value: project.id, label: project.name })) ?? []}
          value={projectIds}
          onChange={value => setProjectIds(value as ProjectId[])}
          searchable
        />
        <NumberInput
          label="For how many days"
          min={1}
          max={366}
          allowDecimal={false}
          value={days}
          onChange={value => setDays(Number(value))}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={shut}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make the token
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
