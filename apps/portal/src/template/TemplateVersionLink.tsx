import { Anchor } from '@mantine/core'
import type { TemplateView } from '@paddock/sdk'
import { useState } from 'react'
import { VersionsDialog } from './VersionsDialog.tsx'

type TemplateVersionLinkProps = { template: TemplateView; manage: boolean }

/** Which version labs are made from; where there are several it leads to them. */
export function TemplateVersionLink({ template, manage }: TemplateVersionLinkProps) {
  const [opened, setOpened] = useState(false)
  const { name, version, versionCount } = template
  const words = `version ${version}, one of ${versionCount}`
  if (versionCount === 1) return <>version {version}</>
  return (
    <>
      <Anchor
        component="button"
        type="button"
        inherit
        aria-label={`${words}: the versions of ${name}`}
        onClick={() => setOpened(true)}
      >
        {words}
      </Anchor>
      <VersionsDialog template={template} manage={manage} opened={opened} close={() => setOpened(false)} />
    </>
  )
}
