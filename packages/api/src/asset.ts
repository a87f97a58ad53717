import { idSchema } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery, reason } from './endpoint.ts'

export const assetView = z.object({
  id: idSchema<'asset'>(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(['iso']),
  scope: z.enum(['public', 'tenant']),
  state: z.enum(['ready', 'making', 'failed']),
  progress: z.number(),
  step: z.string(),
  reason: reason.nullable(),
  sizeBytes: z.int().nullable(),
  createdAt: moment,
})
export type AssetView = z.infer<typeof assetView>

export const assetEndpoints = [
  endpoint('GET /v1/assets', {
    id: 'assetList',
    summary: 'Lists the files of the library, such as ISOs for CD drives.',
    permission: 'asset.view',
    query: pageQuery,
    answer: pageOf(assetView),
  }),
  endpoint('GET /v1/assets/{asset}', {
    id: 'assetGet',
    summary: 'Shows a file of the library.',
    permission: 'asset.view',
    params: z.strictObject({ asset: idSchema<'asset'>() }),
    answer: assetView,
    problems: ['not-found'],
  }),
] as const
