import { type UsageBy, usageCsv } from '@paddock/model'
import { everyOne, projectId } from '../find/find.ts'
import { limit, oneOf, text, turnedOn } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { inBytes } from '../show/text.ts'
import { given } from './given.ts'
import { moment } from './moment.ts'

const ways = ['day', 'project', 'lab', 'user', 'tenant'] as const satisfies UsageBy[]

const hours = (seconds: number): string => (seconds / 3600).toFixed(2)

export const usageVerbs = [
  verb('usage', {
    says: 'Tells what was used in a period: vCPU, memory, storage, traffic, sessions.',
    more: 'Of this month (UTC) unless --from and --to say otherwise. Times are in hours. Operators ask --by tenant.',
    calls: ['usageList'],
    flags: {
      by: oneOf('--by <what>', 'add up by day, project, lab, user or tenant (project)', ways),
      from: text('--from <moment>', 'the first moment, such as 2026-11-01 or 2026-11-01T08:00:00Z'),
      to: text('--to <moment>', 'the moment after the last'),
      project: text('--project <project>', 'only what belongs to this project'),
      csv: turnedOn('--csv', 'write comma-separated values'),
      limit,
    },
    async run(cli, _, flags) {
      const project = flags.project === undefined ? undefined : await projectId(cli, flags.project)
      const asked = given({ by: flags.by, from: moment(flags.from), to: moment(flags.to), project })
      const items = await everyOne(cli.paddock.usage.listAll(asked), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        flags.csv === true
          ? usageCsv(items).trimEnd()
          : table(
              items,
              [
                ['NAME', one => (one.key === 'none' ? '(none)' : one.name)],
                ['MACHINES', one => hours(one.machineSeconds)],
                ['VCPU', one => hours(one.vcpuSeconds)],
                ['GIB MEMORY', one => one.memoryGiBHours.toFixed(2)],
                ['GIB STORAGE', one => one.storageGiBHours.toFixed(2)],
                ['IN', one => inBytes(one.bytesIn)],
                ['OUT', one => inBytes(one.bytesOut)],
                ['SESSIONS', one => hours(one.sessionSeconds)],
                ['KEY', one => one.key],
              ],
              'Nothing was used.',
            ),
      )
    },
  }),
]
