import { Problem } from '@paddock/model'
import { assets } from '@paddock/store'
import type { Handlers } from '../route.ts'
import { assetViews } from './view.ts'

export function assetRoutes(): Handlers<'assetList' | 'assetGet'> {
  return {
    assetList: ({ caller, query, read }) =>
      read(async tx => {
        const page = await assets.page(tx, caller, query)
        return { items: await assetViews(tx, page.rows), nextCursor: page.nextCursor }
      }),
    assetGet: ({ caller, params, read }) =>
      read(async tx => {
        const [view] = await assetViews(tx, [await assets.one(tx, caller, params.asset, 'asset.view')])
        if (!view) throw new Problem('not-found', 'The file is gone.')
        return view
      }),
  }
}
