import { once } from 'node:events'
import { changeWords } from '@paddock/model'
import type { AuditRetention, AuditVerification } from '@paddock/sdk'
import { everyOne, userId } from '../find/find.ts'
import type { Cli } from '../frame/cli.ts'
import { exitCodes } from '../frame/exit.ts'
import { type FlagsIn, limit, needed, oneOf, orNone, revision, text, turnedOn, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { plainLine } from '../show/text.ts'
import { confirm } from '../sign-in/ask.ts'
import { given, seen } from './given.ts'
import { moment } from './moment.ts'

const wanted = {
  from: text('--from <moment>', 'the first moment, such as 2026-11-01 or 2026-11-01T08:00:00Z'),
  to: text('--to <moment>', 'the moment after the last'),
  action: text('--action <action>', 'only this action, such as lab.start'),
  actor: text('--actor <user>', 'only what this person did'),
  subject: text('--subject <id>', 'only what was done to this'),
  address: text('--address <address>', 'only what came from here'),
  outcome: oneOf('--outcome <outcome>', 'only what was done, refused, or failed', ['done', 'refused', 'failed']),
  search: text('--search <words>', 'only where these words stand'),
}

async function askedFor(cli: Cli, { from, to, actor, ...flags }: FlagsIn<typeof wanted>) {
  return given({
    action: flags.action,
    subject: flags.subject,
    address: flags.address,
    outcome: flags.outcome,
    search: flags.search,
    from: moment(from),
    to: moment(to),
    actor: actor === undefined ? undefined : await userId(cli, actor),
  })
}

const keptInWords = ({ days }: AuditRetention): string =>
  days === null ? 'Records are kept for ever.' : `Records are kept for ${days} days.`

export const auditVerbs = [
  verb('audit list', {
    says: 'Lists who did what, newest first.',
    more: 'Shows the newest 50 unless --limit says otherwise.',
    calls: ['auditList'],
    flags: {
      ...wanted,
      limit,
    },
    async run(cli, _, flags) {
      const asked = await askedFor(cli, flags)
      const items = await everyOne(cli.paddock.audit.listAll(asked), one => one, flags.limit ?? 50)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['AT', one => one.at],
            ['WHO', one => one.actor?.name ?? ''],
            ['ACTION', one => one.action],
            ['TO', one => one.subject?.name ?? ''],
            ['OUTCOME', one => (one.code === null ? one.outcome : `${one.outcome}: ${one.code}`)],
            ['CHANGED', one => one.changes.map(changeWords).join('; ')],
            ['FROM', one => one.address],
            ['REQUEST', one => one.requestId],
          ],
          'Nothing yet.',
        ),
      )
    },
  }),
  verb('audit export', {
    says: 'Writes the audit log to the output, newest first.',
    more: 'As comma-separated values, or with --jsonl as a line of JSON for each record. The export is recorded itself.',
    calls: ['auditExport'],
    flags: { ...wanted, jsonl: turnedOn('--jsonl', 'a line of JSON for each record') },
    async run(cli, _, flags) {
      const asked = await askedFor(cli, flags)
      const format = flags.jsonl === true ? 'jsonl' : 'csv'
      const file = await cli.paddock.audit.export({ ...asked, format }, { signal: cli.signal })
      for await (const piece of file) if (!cli.io.stdout.write(piece)) await once(cli.io.stdout, 'drain')
    },
  }),
  verb('audit follow', {
    says: 'Shows what is recorded, as it is sealed, until Ctrl-C.',
    calls: ['eventWatch'],
    async run(cli) {
      for await (const event of cli.paddock.event.watch({}, { signal: cli.signal }))
        if (event.kind === 'audit')
          for (const one of event.records)
            cli.line(one, () => {
              const outcome = one.code === null ? one.outcome : `${one.outcome}: ${one.code}`
              const changed = one.changes.map(change => `  ${changeWords(change)}`).join('')
              return plainLine(
                `${one.at}  ${one.actor?.name ?? '-'}  ${one.action}  ${one.subject?.name ?? ''}  ${outcome}  ${one.address}${changed}`,
              )
            })
    },
  }),
  verb('audit retention', {
    says: 'Tells for how long records of the audit log are kept.',
    calls: ['auditRetention'],
    async run(cli) {
      const kept = await cli.paddock.audit.retention()
      cli.answer(kept, () => keptInWords(kept))
    },
  }),
  verb('audit retain', {
    says: 'Sets for how long records of the audit log are kept.',
    more: 'What is older goes for good. The log can be verified as before.',
    calls: ['auditRetain'],
    flags: { days: needed(orNone('--days <days>', 'for how many days')), yes, revision },
    async run(cli, _, { days, yes, ...flags }) {
      if (days !== null) await confirm(cli.io, { question: `Remove for good what is older than ${days} days?`, yes })
      const kept = await cli.paddock.audit.retain({ days }, seen(cli, flags))
      cli.answer(kept, () => keptInWords(kept))
    },
  }),
  verb('audit verify', {
    says: 'Checks that nothing of the audit log was edited, removed, added, reordered or cut off.',
    more: 'Ends with 1 and names the first thing that is wrong.',
    calls: ['auditVerify'],
    async run(cli) {
      let records = 0
      for (let from: number | null = 1; from !== null; ) {
        const part: AuditVerification = await cli.paddock.audit.verify({ from })
        records += part.records
        from = part.next
        if (from === null) {
          cli.answer({ ...part, from: 1, records }, () => inWords({ ...part, records }))
          if (part.fault !== null) cli.endsWith(exitCodes.failed.number)
        }
      }
    },
  }),
]

function inWords({
  fault,
  records,
  through,
  sealedAt,
  removedThrough,
  anchoredThrough,
  waiting,
}: AuditVerification): string {
  const lines = [
    fault === null ? `The audit log is whole: ${records} records in ${through} seals.` : fault.message,
    sealedAt === null ? 'Nothing is sealed yet.' : `Verified until ${sealedAt} (seal ${through}).`,
    ...(removedThrough > 0 ? [`Records of the seals up to ${removedThrough} were removed because of their age.`] : []),
    `The anchor knows the seals up to ${anchoredThrough}. ${waiting} records wait for their seal.`,
  ]
  return lines.join('\n')
}
