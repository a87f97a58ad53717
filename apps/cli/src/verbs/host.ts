import { everyOne, hostId } from '../find/find.ts'
import { limit } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { inColour } from '../show/state.ts'
import { facts, table } from '../show/table.ts'
import { ago, inBytes, inMiB } from '../show/text.ts'

export const hostVerbs = [
  verb('host list', {
    says: 'Lists the hosts of the installation.',
    calls: ['hostList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.host.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => one.name],
            ['STATE', one => inColour(one.state)],
            ['MACHINES', one => one.runCount],
            ['MEMORY', one => `${inMiB(one.memoryCommittedMiB)} of ${inMiB(one.memoryMiB)}`],
            ['CORES', one => one.cores],
            ['ACCELERATOR', one => one.accelerator],
            ['HEARD', one => ago(one.seenAt)],
            ['ID', one => one.id],
          ],
          'No hosts.',
        ),
      )
    },
  }),
  verb('host show <host>', {
    says: 'Shows a host: capacity, accelerator and why, load.',
    calls: ['hostGet'],
    async run(cli, args) {
      const host = await cli.paddock.host.get({ host: await hostId(cli, args.host) })
      cli.answer(host, () =>
        facts([
          ['Host', host.name],
          ['State', `${inColour(host.state)}, heard ${ago(host.seenAt)}`],
          ['Roles', host.roles.join(', ')],
          ['Accelerator', `${host.accelerator}: ${host.acceleratorReason}`],
          ['QEMU', host.qemuVersion],
          ['Kernel', host.kernel],
          ['Cores', host.cores],
          [
            'Memory',
            `${inMiB(host.memoryMiB)}, ${inMiB(host.memoryAvailableMiB)} available, ${inMiB(host.memoryCommittedMiB)} promised`,
          ],
          ['Disk', `${inBytes(host.diskBytes)}, ${inBytes(host.diskAvailableBytes)} available`],
          ['Machines', host.runCount],
          ...host.troubles.map((trouble): [string, string] => [
            'Trouble',
            `${trouble.message} (${trouble.layers} ${trouble.layers === 1 ? 'layer' : 'layers'})`,
          ]),
          ['Generation', `${host.generation}, taken up ${host.generationTakenUp}`],
          ['Joined', ago(host.joinedAt)],
          ['Id', host.id],
        ]),
      )
    },
  }),
  verb('host runs <host>', {
    says: 'Lists what runs on a host.',
    calls: ['hostRuns'],
    flags: { limit },
    async run(cli, args, flags) {
      const host = await hostId(cli, args.host)
      const items = await everyOne(cli.paddock.host.runsAll({ host }), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['MACHINE', one => one.vmId],
            ['TENANT', one => one.tenant.slug],
            ['POWER', one => inColour(one.power)],
            ['CORES', one => one.cores],
            ['MEMORY', one => inMiB(one.memoryMiB)],
            ['WHY HERE', one => one.why],
            ['REASON', one => one.reason?.message ?? ''],
          ],
          'Nothing runs there.',
        ),
      )
    },
  }),
]
