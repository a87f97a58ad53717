import type { TrashView } from '@paddock/sdk'
import { everyOne, trashId } from '../find/find.ts'
import { limit, text, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { ago, inBytes } from '../show/text.ts'
import { confirm } from '../sign-in/ask.ts'
import { given } from './given.ts'

export const trashVerbs = [
  verb('trash list', {
    says: 'Lists the labs, snapshots and templates that were deleted and can still be restored, newest first.',
    calls: ['trashList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.trash.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', fullName],
            ['KIND', one => (one.state === 'leaving' ? `${one.kind}, being removed` : one.kind)],
            ['PROJECT', one => one.project?.name ?? ''],
            ['DELETED', one => ago(one.deletedAt)],
            ['BY', one => one.deletedBy.name],
            ['KEPT UNTIL', one => `${one.keptUntil.slice(0, 16).replace('T', ' ')} UTC`],
            ['HOLDS', one => inBytes(one.storedBytes)],
            ['ID', one => one.id],
          ],
          'The trash is empty.',
        ),
      )
    },
  }),
  verb('trash restore <thing>', {
    says: 'Restores a lab, snapshot or template as it was when it was deleted.',
    calls: ['trashRestore'],
    flags: { name: text('--name <name>', 'another name, where its own is taken meanwhile') },
    async run(cli, args, flags) {
      const restored = await cli.paddock.trash.restore({
        trash: await trashId(cli, args.thing),
        ...given({ name: flags.name }),
      })
      cli.answer(restored, () => `Restored the ${restored.kind} ${restored.name}.`)
    },
  }),
  verb('trash delete <thing>', {
    says: 'Removes something in the trash for good.',
    calls: ['trashDelete'],
    flags: { yes },
    async run(cli, args, flags) {
      const trash = await trashId(cli, args.thing)
      await confirm(cli.io, { question: `Remove ${args.thing} for good?`, yes: flags.yes })
      await cli.paddock.trash.delete({ trash })
      cli.answer(null, () => `Removed ${args.thing} for good.`)
    },
  }),
  verb('trash empty', {
    says: 'Removes everything in the trash for good that you may delete.',
    calls: ['trashEmpty'],
    flags: { yes },
    async run(cli, _, flags) {
      await confirm(cli.io, { question: 'Remove everything in the trash for good?', yes: flags.yes })
      const { removedCount } = await cli.paddock.trash.empty()
      cli.answer({ removedCount }, () => `Removed ${removedCount} for good.`)
    },
  }),
]

/** A snapshot as it is called elsewhere: LAB/SNAPSHOT. */
const fullName = ({ name, lab }: TrashView): string => (lab === null ? name : `${lab.name}/${name}`)
