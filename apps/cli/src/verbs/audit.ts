import type { AuditVerification } from '@paddock/sdk'
import { everyOne, userId } from '../find/find.ts'
import { exitCodes } from '../frame/exit.ts'
import { limit, text } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { given } from './given.ts'

export const auditVerbs = [
  verb('audit list', {
    says: 'Lists who did what, newest first.',
    more: 'Shows the newest 50 unless --limit says otherwise.',
    calls: ['auditList'],
    flags: {
      action: text('--action <action>', 'only this action, such as lab.start'),
      actor: text('--actor <user>', 'only what this person did'),
      subject: text('--subject <id>', 'only what was done to this'),
      limit,
    },
    async run(cli, _, flags) {
      const actor = flags.actor === undefined ? undefined : await userId(cli, flags.actor)
      const asked = given({ action: flags.action, actor, subject: flags.subject })
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
            ['FROM', one => one.address],
            ['REQUEST', one => one.requestId],
          ],
          'Nothing yet.',
        ),
      )
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
