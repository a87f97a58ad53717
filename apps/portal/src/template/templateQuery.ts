import type { TemplateId } from '@paddock/model'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** A template with its machines and networks. */
export const templateQuery = (template: TemplateId) =>
  queryOptions({
    queryKey: ['template', template],
    queryFn: ({ signal }) => paddock.template.get({ template }, { signal }),
  })
