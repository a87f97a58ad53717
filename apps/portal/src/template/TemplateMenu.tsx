import { ActionIcon, Menu } from '@mantine/core'
import type { TemplateView } from '@paddock/sdk'
import { IconDots, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { useMe } from '../session/useMe.ts'
import { LossDialog } from '../shell/LossDialog.tsx'
import { keptFor } from '../trash/keptFor.ts'
import { tellDeleted } from '../trash/tellDeleted.tsx'
import { mayManage } from './mayManage.ts'

/** What those who keep the library can do with a template: the tenant's own, and for operators the public ones. */
export function TemplateMenu({ template }: { template: TemplateView }) {
  const { id, name } = template
  const me = useMe()
  const queries = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  if (!mayManage(me, template)) return null
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={30} aria-label={`More for ${name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <LossDialog
        opened={deleting}
        close={() => setDeleting(false)}
        title={`Delete ${name}?`}
        keptFor={keptFor(me)}
        losses={[`The template ${name}: no more labs are made from it`]}
        comfort="Labs that were made from it stay as they are."
        words="Delete the template"
        act={async () => tellDeleted(queries, `${name} is`, [await paddock.template.delete({ template: id })])}
      />
    </>
  )
}
