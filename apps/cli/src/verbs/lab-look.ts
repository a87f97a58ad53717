import { everyOne, findLab, labId } from '../find/find.ts'
import { limit } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { inBytes } from '../show/text.ts'

/** What goes on in a lab, and what went on. */
export const labLookVerbs = [
  verb('lab activity <lab>', {
    says: 'Lists who did what with a lab and its machines, networks, disks and interfaces, newest first.',
    more: 'Shows the newest 50 unless --limit says otherwise.',
    calls: ['labActivity'],
    flags: { limit },
    async run(cli, args, flags) {
      const lab = await labId(cli, args.lab)
      const items = await everyOne(cli.paddock.lab.activityAll({ lab }), one => one, flags.limit ?? 50)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['AT', one => one.at],
            ['WHO', one => one.actor?.name ?? ''],
            ['ACTION', one => one.action],
            ['TO', one => one.subject?.name ?? ''],
            ['OUTCOME', one => (one.code === null ? one.outcome : `${one.outcome}: ${one.code}`)],
            ['REQUEST', one => one.requestId],
          ],
          'Nothing yet.',
        ),
      )
    },
  }),
  verb('lab traffic <lab>', {
    says: 'Shows how many bytes have passed each interface of a lab and its way out.',
    calls: ['labTraffic'],
    async run(cli, args) {
      const lab = await findLab(cli, args.lab)
      const traffic = await cli.paddock.lab.traffic({ lab: lab.id })
      const networks = new Map(lab.networks.map(network => [network.id, network.name]))
      const ports = lab.vms.flatMap(vm =>
        vm.interfaces.flatMap(port => {
          const seen = traffic.interfaces.find(({ interfaceId }) => interfaceId === port.id)
          return seen ? [{ vm: vm.name, network: networks.get(port.networkId) ?? '', ...seen }] : []
        }),
      )
      const rows = traffic.wayOut ? [...ports, { vm: 'way out', network: '', ...traffic.wayOut }] : ports
      cli.answer(traffic, () =>
        table(
          rows,
          [
            ['MACHINE', one => one.vm],
            ['NETWORK', one => one.network],
            ['RECEIVED', one => inBytes(one.bytesReceived)],
            ['SENT', one => inBytes(one.bytesSent)],
          ],
          'No machine of the lab runs.',
        ),
      )
    },
  }),
]
