import type { NetworkView } from '@paddock/sdk'
import { findLab, labId, networkId } from '../find/find.ts'
import { key, onOff, revision, text, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts, table } from '../show/table.ts'
import { onOrOff } from '../show/text.ts'
import { confirm } from '../sign-in/ask.ts'
import { given, made, seen } from './given.ts'

const show = (network: NetworkView) =>
  facts([
    ['Network', network.name],
    ['Addresses', network.cidr],
    ['Gateway', network.gateway],
    ['Domain', network.domain],
    ['DHCP', onOrOff(network.dhcp)],
    ['DNS', onOrOff(network.dns)],
    ['NAT', onOrOff(network.nat)],
    ['Id', network.id],
    ['Revision', network.revision],
  ])

const services = {
  gateway: text('--gateway <address>', 'the gateway’s address; the first of the network otherwise'),
  domain: text('--domain <name>', 'the domain of its machines’ names'),
  dhcp: onOff('--dhcp <on|off>', 'give addresses out'),
  dns: onOff('--dns <on|off>', 'answer for names'),
  nat: onOff('--nat <on|off>', 'lead outside'),
}

export const networkVerbs = [
  verb('network list <lab>', {
    says: 'Lists the networks of a lab.',
    calls: ['labGet'],
    async run(cli, args) {
      const { networks } = await findLab(cli, args.lab)
      cli.answer({ items: networks, nextCursor: null }, () =>
        table(
          networks,
          [
            ['NETWORK', one => one.name],
            ['ADDRESSES', one => one.cidr],
            ['GATEWAY', one => one.gateway],
            ['DOMAIN', one => one.domain],
            ['ID', one => one.id],
          ],
          'No networks.',
        ),
      )
    },
  }),
  verb('network show <network>', {
    says: 'Shows a network.',
    calls: ['networkGet'],
    async run(cli, args) {
      const network = await cli.paddock.network.get({ network: await networkId(cli, args.network) })
      cli.answer(network, () => show(network))
    },
  }),
  verb('network create <lab> <name> <cidr>', {
    says: 'Adds a network to a lab, also to a running one.',
    calls: ['networkCreate'],
    flags: { ...services, key },
    async run(cli, args, { key: named, ...flags }) {
      const network = await cli.paddock.network.create(
        { lab: await labId(cli, args.lab), name: args.name, cidr: args.cidr, ...given(flags) },
        made(cli, { key: named }),
      )
      cli.answer(network, () => show(network))
    },
  }),
  verb('network update <network>', {
    says: 'Changes a network and its services.',
    calls: ['networkUpdate'],
    flags: {
      name: text('--name <name>', 'a new name'),
      cidr: text('--cidr <addresses>', 'new addresses, which must hold those in use'),
      ...services,
      revision,
    },
    async run(cli, args, { revision: known, ...flags }) {
      const network = await cli.paddock.network.update(
        { network: await networkId(cli, args.network), ...given(flags) },
        seen(cli, { revision: known }),
      )
      cli.answer(network, () => show(network))
    },
  }),
  verb('network delete <network>', {
    says: 'Removes a network that no interface is on.',
    calls: ['networkDelete'],
    flags: { revision, yes },
    async run(cli, args, flags) {
      const network = await networkId(cli, args.network)
      await confirm(cli.io, { question: `Remove the network ${args.network}?`, yes: flags.yes })
      await cli.paddock.network.delete({ network }, seen(cli, flags))
      cli.answer(null, () => `Removed ${args.network}.`)
    },
  }),
]
