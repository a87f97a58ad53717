import { TextInput, Title } from '@mantine/core'
import type { TemplateId } from '@paddock/model'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { assetsQuery } from '../../asset/assetsQuery.ts'
import { CreateLabDialog } from '../../lab/CreateLabDialog.tsx'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { TemplateCard } from '../../template/TemplateCard.tsx'
import { templatesQuery } from '../../template/templatesQuery.ts'
import { AssetList } from './AssetList.tsx'
import classes from './LibraryPage.module.css'

/** The shelf: templates that labs are made from, and files. */
export function LibraryPage() {
  const { search = '' } = useSearch({ from: '/signed-in/shell/library' })
  const navigate = useNavigate({ from: '/library' })
  const templates = useQuery(templatesQuery)
  const assets = useQuery(assetsQuery)
  const [from, setFrom] = useState<TemplateId | null>(null)
  const fits = ({ name, description }: { name: string; description: string }) =>
    `${name}\n${description}`.toLowerCase().includes(search.toLowerCase())
  const shelf = templates.data?.filter(fits) ?? []
  const files = assets.data?.filter(fits) ?? []
  const empty = templates.data?.length === 0 && assets.data?.length === 0
  const isRead = templates.isSuccess && assets.isSuccess

  return (
    <>
      <PageHead title="Library" />
      {!empty && (
        <TextInput
          className={classes.find ?? ''}
          leftSection={<IconSearch size={17} stroke={1.7} />}
          placeholder="Find in the library"
          aria-label="Find in the library"
          type="search"
          data-find
          value={search}
          onChange={event =>
            void navigate({
              search: event.currentTarget.value ? { search: event.currentTarget.value } : {},
              replace: true,
            })
          }
        />
      )}
      {templates.isPending && <Waiting rows={2} height={180} />}
      <ReadProblem of={[templates, assets]} />
      {empty && (
        <Empty>The library is empty. An operator or an administrator of your tenant can put templates into it.</Empty>
      )}
      {isRead && !empty && shelf.length === 0 && files.length === 0 && (
        <Empty>Nothing in the library fits “{search}”.</Empty>
      )}
      {shelf.length > 0 && (
        <section aria-labelledby="templates">
          <Title order={2} id="templates" className={classes.title ?? ''}>
            Templates
          </Title>
          <ul className={classes.grid}>
            {shelf.map(template => (
              <TemplateCard key={template.id} template={template} create={() => setFrom(template.id)} />
            ))}
          </ul>
        </section>
      )}
      {files.length > 0 && <AssetList assets={files} />}
      <CreateLabDialog opened={from !== null} close={() => setFrom(null)} {...(from ? { template: from } : {})} />
    </>
  )
}
