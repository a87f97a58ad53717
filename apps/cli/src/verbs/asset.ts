import { assetId, everyOne } from '../find/find.ts'
import { limit } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { withReason } from '../show/state.ts'
import { facts, table } from '../show/table.ts'
import { ago, inBytes } from '../show/text.ts'

const size = (bytes: number | null) => (bytes === null ? '' : inBytes(bytes))

export const assetVerbs = [
  verb('asset list', {
    says: 'Lists the files of the library, such as ISOs for CD drives.',
    calls: ['assetList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.asset.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => one.name],
            ['KIND', one => one.kind],
            ['STATE', withReason],
            ['SIZE', one => size(one.sizeBytes)],
            ['SCOPE', one => one.scope],
            ['ID', one => one.id],
          ],
          'No files.',
        ),
      )
    },
  }),
  verb('asset show <asset>', {
    says: 'Shows a file of the library.',
    calls: ['assetGet'],
    async run(cli, args) {
      const asset = await cli.paddock.asset.get({ asset: await assetId(cli, args.asset) })
      cli.answer(asset, () =>
        facts([
          ['File', asset.name],
          ['Description', asset.description],
          ['Kind', asset.kind],
          ['State', withReason(asset)],
          ['Size', size(asset.sizeBytes)],
          ['Scope', asset.scope],
          ['Made', ago(asset.createdAt)],
          ['Id', asset.id],
        ]),
      )
    },
  }),
]
