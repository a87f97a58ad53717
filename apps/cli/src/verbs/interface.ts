import type { InterfaceView } from '@paddock/sdk'
import { interfaceId, networkId, networkOf, vmId } from '../find/find.ts'
import { key, onOff, revision, text, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts, table } from '../show/table.ts'
import { yesNo } from '../show/text.ts'
import { confirm } from '../sign-in/ask.ts'
import { given, made, seen } from './given.ts'

const show = (one: InterfaceView) =>
  facts([
    ['Interface', one.position],
    ['Address', one.address],
    ['MAC', one.mac],
    ['Plugged', yesNo(one.connected)],
    ['Id', one.id],
    ['Revision', one.revision],
  ])

export const interfaceVerbs = [
  verb('interface list <vm>', {
    says: 'Lists the network interfaces of a machine.',
    calls: ['vmGet'],
    async run(cli, args) {
      const { interfaces, labId } = await cli.paddock.vm.get({ vm: await vmId(cli, args.vm) })
      const { networks } = cli.json ? { networks: [] } : await cli.paddock.lab.get({ lab: labId })
      cli.answer({ items: interfaces, nextCursor: null }, () =>
        table(
          interfaces,
          [
            ['POSITION', one => one.position],
            ['NETWORK', one => networks.find(({ id }) => id === one.networkId)?.name ?? '?'],
            ['ADDRESS', one => one.address],
            ['MAC', one => one.mac],
            ['PLUGGED', one => yesNo(one.connected)],
            ['ID', one => one.id],
          ],
          'No interfaces.',
        ),
      )
    },
  }),
  verb('interface create <vm> <network>', {
    says: 'Adds a network interface to a machine, at once if it runs.',
    more: 'The network is named as in its lab.',
    calls: ['interfaceCreate'],
    flags: {
      mac: text('--mac <address>', 'its MAC; made up otherwise'),
      address: text('--address <address>', 'its IP; a free one otherwise'),
      key,
    },
    async run(cli, args, flags) {
      const vm = await cli.paddock.vm.get({ vm: await vmId(cli, args.vm) })
      const lab = await cli.paddock.lab.get({ lab: vm.labId })
      // LAB/NETWORK is as welcome as the name alone.
      const name = args.network.slice(args.network.lastIndexOf('/') + 1)
      const one = await cli.paddock.interface.create(
        { vm: vm.id, networkId: networkOf(lab, name).id, ...given({ mac: flags.mac, address: flags.address }) },
        made(cli, flags),
      )
      cli.answer(one, () => show(one))
    },
  }),
  verb('interface update <interface>', {
    says: 'Changes an interface: its network, its address, or whether its cable is plugged.',
    calls: ['interfaceUpdate'],
    flags: {
      network: text('--network <network>', 'another network of its lab'),
      address: text('--address <address>', 'a new IP'),
      plugged: onOff('--plugged <on|off>', 'whether its cable is plugged'),
      revision,
    },
    async run(cli, args, flags) {
      // An interface by its id alone does not say whose it is: there the network has to be an id too.
      const lab = args.interface.split('/').slice(0, -2).join('/')
      const networkOfIt =
        flags.network === undefined
          ? undefined
          : await networkId(cli, lab === '' ? flags.network : `${lab}/${flags.network}`)
      const one = await cli.paddock.interface.update(
        {
          interface: await interfaceId(cli, args.interface),
          ...given({ networkId: networkOfIt, address: flags.address, connected: flags.plugged }),
        },
        seen(cli, flags),
      )
      cli.answer(one, () => show(one))
    },
  }),
  verb('interface delete <interface>', {
    says: 'Removes an interface from its machine.',
    calls: ['interfaceDelete'],
    flags: { revision, yes },
    async run(cli, args, flags) {
      const one = await interfaceId(cli, args.interface)
      await confirm(cli.io, { question: `Remove the interface ${args.interface}?`, yes: flags.yes })
      await cli.paddock.interface.delete({ interface: one }, seen(cli, flags))
      cli.answer(null, () => `Removed ${args.interface}.`)
    },
  }),
]
