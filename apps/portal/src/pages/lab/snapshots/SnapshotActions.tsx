import { ActionIcon, Group, Menu } from '@mantine/core'
import { labCan } from '@paddock/model'
import type { SnapshotView } from '@paddock/sdk'
import { IconArrowBackUp, IconBooks, IconDots, IconPencil, IconTrash, IconVersions } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../../api/paddock.ts'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { useMe } from '../../../session/useMe.ts'
import { LossDialog } from '../../../shell/LossDialog.tsx'
import { ReasonedButton } from '../../../shell/ReasonedButton.tsx'
import { ReasonedItem } from '../../../shell/ReasonedItem.tsx'
import { CopySnapshotDialog } from '../../../snapshot/CopySnapshotDialog.tsx'
import { NameSnapshotDialog } from '../../../snapshot/NameSnapshotDialog.tsx'
import { PublishVersionDialog } from '../../../snapshot/PublishVersionDialog.tsx'
import { snapshotsQuery } from '../../../snapshot/snapshotsQuery.ts'
import { labWords } from '../../../state/states.ts'
import { bytes, count } from '../../../text/quantity.ts'
import { keptFor } from '../../../trash/keptFor.ts'
import { tellDeleted } from '../../../trash/tellDeleted.tsx'

/** What can be done with a snapshot: copies first, which is what it is for. */
export function SnapshotActions({ snapshot }: { snapshot: SnapshotView }) {
  const me = useMe()
  const lab = useLab()
  const may = useMayLab()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'copy' | 'revert' | 'save' | 'publish' | 'rename' | 'delete' | null>(null)
  const close = () => setOpen(null)
  const refresh = () => queries.invalidateQueries(snapshotsQuery(lab.id))
  const notTaken =
    snapshot.state === 'taking' ? 'It is being taken' : snapshot.state === 'failed' ? 'It was not taken' : null
  const notRevert =
    notTaken ??
    (labCan.revert(lab.state) ? null : `Not while the lab is: ${labWords(lab.state, lab.vms).toLowerCase()}`)
  return (
    <Group gap={6}>
      {may.create && (
        <ReasonedButton
          size="xs"
          aria-label={`Start copies of ${snapshot.name}`}
          whyNot={snapshot.state === 'failed' ? notTaken : null}
          press={() => setOpen('copy')}
        >
          Start copies…
        </ReasonedButton>
      )}
      {(may.snapshot || may.template) && (
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={`More for ${snapshot.name}`}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {may.snapshot && (
              <ReasonedItem
                leftSection={<IconArrowBackUp size={16} />}
                hint="The lab becomes what it was"
                whyNot={notRevert}
                press={() => setOpen('revert')}
              >
                Revert to it…
              </ReasonedItem>
            )}
            {may.template && (
              <ReasonedItem
                leftSection={<IconBooks size={16} />}
                hint="For everybody who uses the library"
                whyNot={notTaken}
                press={() => setOpen('save')}
              >
                Save as a template…
              </ReasonedItem>
            )}
            {may.template && (
              <ReasonedItem
                leftSection={<IconVersions size={16} />}
                hint="Labs of older versions stay as they are"
                whyNot={notTaken}
                press={() => setOpen('publish')}
              >
                Publish as a new version…
              </ReasonedItem>
            )}
            {may.snapshot && (
              <>
                <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setOpen('rename')}>
                  Rename…
                </Menu.Item>
                <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setOpen('delete')}>
                  Delete…
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <CopySnapshotDialog snapshot={snapshot} opened={open === 'copy'} close={close} />
      <NameSnapshotDialog
        title={`Save ${snapshot.name} as a template`}
        says="The library shares its disks and memory, so nothing is copied."
        words="Save as a template"
        at={{ name: `${lab.name}, ${snapshot.name}`, description: snapshot.description }}
        opened={open === 'save'}
        close={close}
        act={named => paddock.snapshot.save({ snapshot: snapshot.id, ...named })}
      />
      <PublishVersionDialog
        snapshot={snapshot}
        from={lab.template?.id ?? null}
        opened={open === 'publish'}
        close={close}
      />
      <NameSnapshotDialog
        title={`Rename ${snapshot.name}`}
        words="Save"
        at={snapshot}
        opened={open === 'rename'}
        close={close}
        act={async named => {
          await paddock.snapshot.update({ snapshot: snapshot.id, ...named }, { ifMatch: snapshot.revision })
          await refresh()
        }}
      />
      <LossDialog
        opened={open === 'revert'}
        close={close}
        title={`Revert ${lab.name} to ${snapshot.name}?`}
        losses={[
          'What was done in the lab since then, unless a snapshot was taken of it',
          'Machines, disks and networks that were added since then',
        ]}
        warning={lab.vms.some(vm => vm.state === 'running') && 'Its machines lose power at once.'}
        comfort="Snapshots and copies stay as they are."
        words="Revert the lab"
        act={() => paddock.lab.revert({ lab: lab.id, snapshotId: snapshot.id })}
      />
      <LossDialog
        opened={open === 'delete'}
        close={close}
        title={`Delete ${snapshot.name}?`}
        keptFor={snapshot.state === 'taken' ? keptFor(me) : null}
        losses={[`This moment of the lab, and ${bytes(snapshot.ownBytes)} that nothing else stands on`]}
        warning={false}
        comfort={stays(snapshot)}
        words="Delete the snapshot"
        act={async () => {
          const deletion = await paddock.snapshot.delete({ snapshot: snapshot.id })
          tellDeleted(queries, `${snapshot.name} is`, [deletion])
          await refresh()
        }}
      />
    </Group>
  )
}

/** What hangs on it, by name: all of it stays. */
function stays({ children, copies, copyCount, templates }: SnapshotView): string {
  const names = (all: readonly { name: string }[]) => all.map(one => one.name).join(', ')
  const hanging = [
    ...(children.length === 0 ? [] : [`later snapshots (${names(children)})`]),
    ...(copyCount === 0
      ? []
      : [
          `${count(copyCount, 'copy', 'copies')}${copies.length === 0 ? '' : ` (${names(copies)}${copyCount > copies.length ? ', …' : ''})`}`,
        ]),
    ...(templates.length === 0 ? [] : [`templates (${names(templates)})`]),
  ]
  return hanging.length === 0 ? 'Nothing hangs on it.' : `What hangs on it stays whole: ${hanging.join('; ')}.`
}
