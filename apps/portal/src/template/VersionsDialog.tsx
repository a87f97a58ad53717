import { Badge, Button, Group, Modal, Text } from '@mantine/core'
import type { TemplateVersionView, TemplateView } from '@paddock/sdk'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { showProblem } from '../problem/showProblem.tsx'
import { Waiting } from '../shell/Waiting.tsx'
import { Ago } from '../text/Ago.tsx'
import { count } from '../text/quantity.ts'
import { tell } from '../text/tell.tsx'
import classes from './VersionsDialog.module.css'

type VersionsDialogProps = { template: TemplateView; manage: boolean; opened: boolean; close: () => void }

/** The versions of a template: what changed in each, who published it, and which one labs are made from. */
export function VersionsDialog({ template, manage, opened, close }: VersionsDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Versions of ${template.name}`} size="lg">
      {opened && <Versions template={template} manage={manage} />}
    </Modal>
  )
}

function Versions({ template, manage }: Pick<VersionsDialogProps, 'template' | 'manage'>) {
  const { id, name, revision } = template
  // With each revision of the template its versions may be others.
  const query = queryOptions({
    queryKey: ['template-versions', id, revision],
    queryFn: ({ signal }) => paddock.template.versions({ template: id }, { signal }),
  })
  const queries = useQueryClient()
  const versions = useQuery({ ...query, placeholderData: before => before })
  const settled = {
    onError: showProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['template-versions', id] }),
  }
  const choose = useMutation({
    mutationFn: ({ version }: TemplateVersionView) => paddock.template.update({ template: id, version }),
    onSuccess: ({ version }) => tell(`Labs are made from version ${version} of ${name} now.`),
    ...settled,
  })
  const remove = useMutation({
    mutationFn: ({ version }: TemplateVersionView) => paddock.template.unpublish({ template: id, version }),
    onSuccess: (_, { version }) => tell(`Version ${version} of ${name} is deleted.`),
    ...settled,
  })
  if (versions.isPending) return <Waiting rows={2} />
  if (versions.error) return <ProblemAlert error={versions.error} />
  return (
    <ul className={classes.list}>
      {versions.data.items.map(each => (
        <li key={each.version} data-version={each.version}>
          <div className={classes.words}>
            <Group gap={8}>
              <strong>Version {each.version}</strong>
              {each.isDefault && (
                <Badge variant="light" tt="none">
                  Default
                </Badge>
              )}
            </Group>
            {each.note !== '' && <Text className={classes.note}>{each.note}</Text>}
            <Text size="sm" c="dimmed">
              {count(each.vmCount, 'machine')}
              {each.memory && ' · goes on from memory'} · {count(each.labCount, 'lab')} ·{' '}
              <Ago moment={each.createdAt} inherit /> {each.author ? `by ${each.author.name}` : 'with Paddock'}
            </Text>
          </div>
          {manage && !each.isDefault && (
            <Group gap={6}>
              <Button
                size="xs"
                variant="default"
                aria-label={`Make it the default: version ${each.version}`}
                loading={choose.isPending && choose.variables.version === each.version}
                onClick={() => choose.mutate(each)}
              >
                Make it the default
              </Button>
              {each.labCount === 0 && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Delete version ${each.version}`}
                  loading={remove.isPending && remove.variables.version === each.version}
                  onClick={() => remove.mutate(each)}
                >
                  Delete
                </Button>
              )}
            </Group>
          )}
        </li>
      ))}
    </ul>
  )
}
