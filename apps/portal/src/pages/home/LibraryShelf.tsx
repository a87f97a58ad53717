import { useDisclosure } from '@mantine/hooks'
import type { TemplateView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CreateLabDialog } from '../../lab/CreateLabDialog.tsx'
import { TemplateCard } from '../../template/TemplateCard.tsx'
import { templatesQuery } from '../../template/templatesQuery.ts'
import classes from './Home.module.css'
import { Part } from './Part.tsx'

const shownAtMost = 3

/** The first templates of the library, each with the way to a lab. */
export function LibraryShelf() {
  const templates = useQuery(templatesQuery).data ?? []
  const [from, setFrom] = useState<TemplateView | null>(null)
  const [creating, create] = useDisclosure()
  if (templates.length === 0) return null
  const shown = templates.toSorted((a, b) => Number(b.state === 'ready') - Number(a.state === 'ready'))
  return (
    <Part title="Library" to="/library" all={templates.length > shownAtMost && `All ${templates.length} templates`}>
      <ul className={classes.shelf}>
        {shown.slice(0, shownAtMost).map(template => (
          <TemplateCard
            key={template.id}
            template={template}
            create={() => {
              setFrom(template)
              create.open()
            }}
          />
        ))}
      </ul>
      <CreateLabDialog opened={creating} close={create.close} {...(from ? { template: from.id } : {})} />
    </Part>
  )
}
