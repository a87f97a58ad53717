import type { DiskView } from '@paddock/sdk'
import { diskId, vmId } from '../find/find.ts'
import { bytes, key, needed, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { diskTable } from '../show/lab.ts'
import { facts } from '../show/table.ts'
import { inBytes } from '../show/text.ts'
import { confirm } from '../sign-in/ask.ts'
import { made } from './given.ts'

const show = (disk: DiskView) =>
  facts([
    ['Disk', disk.name],
    ['Size', inBytes(disk.sizeBytes)],
    ['Stored', inBytes(disk.storedBytes)],
    ['Id', disk.id],
  ])
const size = needed(bytes('--size <size>', 'its size, such as 10G'))

export const diskVerbs = [
  verb('disk list <vm>', {
    says: 'Lists the disks of a machine.',
    calls: ['vmGet'],
    async run(cli, args) {
      const { disks } = await cli.paddock.vm.get({ vm: await vmId(cli, args.vm) })
      cli.answer({ items: disks, nextCursor: null }, () => diskTable(disks))
    },
  }),
  verb('disk create <vm> <name>', {
    says: 'Adds a blank disk to a machine, at once if it runs.',
    calls: ['diskCreate'],
    flags: { size, key },
    async run(cli, args, flags) {
      const disk = await cli.paddock.disk.create(
        { vm: await vmId(cli, args.vm), name: args.name, sizeBytes: flags.size },
        made(cli, flags),
      )
      cli.answer(disk, () => show(disk))
    },
  }),
  verb('disk grow <disk>', {
    says: 'Grows a disk. The guest sees the new size at the next start of its machine.',
    calls: ['diskUpdate'],
    flags: { size },
    async run(cli, args, flags) {
      const disk = await cli.paddock.disk.update({ disk: await diskId(cli, args.disk), sizeBytes: flags.size })
      cli.answer(disk, () => show(disk))
    },
  }),
  verb('disk delete <disk>', {
    says: 'Removes a disk and its data.',
    calls: ['diskDelete'],
    flags: { yes },
    async run(cli, args, flags) {
      const disk = await diskId(cli, args.disk)
      await confirm(cli.io, { question: `Remove the disk ${args.disk} and its data?`, yes: flags.yes })
      await cli.paddock.disk.delete({ disk })
      cli.answer(null, () => `Removed ${args.disk}.`)
    },
  }),
]
