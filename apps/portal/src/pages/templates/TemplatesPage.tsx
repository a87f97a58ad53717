import type { TemplateId } from '@paddock/model'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CreateLabDialog } from '../../lab/CreateLabDialog.tsx'
import { useWatchAll } from '../../live/useWatchAll.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { templatesQuery } from '../../template/templatesQuery.ts'
import { TemplateCard } from './TemplateCard.tsx'
import classes from './TemplatesPage.module.css'

export function TemplatesPage() {
  useWatchAll()
  const templates = useQuery(templatesQuery)
  const [from, setFrom] = useState<TemplateId | null>(null)
  return (
    <>
      <PageHead title="Templates" />
      {templates.isPending && <Waiting rows={2} height={180} />}
      {templates.error && <ProblemAlert error={templates.error} />}
      {templates.data?.length === 0 && (
        <Empty>The library is empty. An operator or an administrator of your tenant can put templates into it.</Empty>
      )}
      <ul className={classes.grid}>
        {templates.data?.map(template => (
          <TemplateCard key={template.id} template={template} create={() => setFrom(template.id)} />
        ))}
      </ul>
      <CreateLabDialog opened={from !== null} close={() => setFrom(null)} {...(from ? { template: from } : {})} />
    </>
  )
}
