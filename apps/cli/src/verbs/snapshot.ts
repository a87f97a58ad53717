import { writeFileSync } from 'node:fs'
import type { SnapshotView } from '@paddock/sdk'
import { everyOne, findLab, labId, networkId, projectId, snapshotId, userId, vmId } from '../find/find.ts'
import type { Cli } from '../frame/cli.ts'
import { CliProblem } from '../frame/exit.ts'
import { cold, forGood, key, limit, revision, several, text, turnedOn, waits, whole, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { labInWords } from '../show/lab.ts'
import { hangingInWords, snapshotInWords } from '../show/snapshot.ts'
import { withReason } from '../show/state.ts'
import { table } from '../show/table.ts'
import { ago, inBytes, yesNo } from '../show/text.ts'
import { deletedInWords } from '../show/trash.ts'
import { confirm } from '../sign-in/ask.ts'
import { running } from '../wait/goal.ts'
import { waitFor } from '../wait/wait.ts'
import { given, made, seen } from './given.ts'

export const snapshotVerbs = [
  verb('snapshot list <lab>', {
    says: 'Lists the snapshots of a lab, newest first.',
    calls: ['snapshotList'],
    flags: { limit },
    async run(cli, args, flags) {
      const lab = await labId(cli, args.lab)
      const items = await everyOne(cli.paddock.snapshot.listAll({ lab }), one => one, flags.limit)
      const names = new Map(items.map(one => [one.id, one.name]))
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => (one.current ? `${one.name} (here)` : one.name)],
            ['STATE', withReason],
            ['MEMORY', one => yesNo(one.mode === 'memory')],
            ['PAUSE', longestPause],
            ['OWN', one => inBytes(one.ownBytes)],
            ['COPIES', one => String(one.copyCount)],
            ['AFTER', one => (one.parentId === null ? '' : (names.get(one.parentId) ?? one.parentId))],
            ['TAKEN', one => ago(one.takenAt)],
            ['ID', one => one.id],
          ],
          'No snapshots. Take one: paddock snapshot take LAB',
        ),
      )
    },
  }),
  verb('snapshot take <lab> [name]', {
    says: 'Takes a snapshot of a lab, or of some of its machines, running or not.',
    calls: ['snapshotTake'],
    flags: {
      disksOnly: turnedOn('--disks-only', 'leave the memory out: what is copied from it boots'),
      only: several('--vm <name>', 'only this machine'),
      network: text('--network <name>', 'only the machines on this network'),
      description: text('--description <text>', 'why'),
      key,
      ...waits,
    },
    async run(cli, args, flags) {
      const lab = await findLab(cli, args.lab)
      const vmIds = flags.only && (await Promise.all(flags.only.map(name => vmId(cli, `${lab.id}/${name}`))))
      const taken = await cli.paddock.snapshot.take(
        {
          lab: lab.id,
          ...given({
            name: args.name,
            description: flags.description,
            memory: flags.disksOnly ? false : undefined,
            vmIds,
            networkId: flags.network === undefined ? undefined : await networkId(cli, `${lab.id}/${flags.network}`),
          }),
        },
        made(cli, flags),
      )
      const last = flags.wait ? await whenTaken(cli, taken) : taken
      cli.answer(last, () => snapshotInWords(last))
    },
  }),
  verb('snapshot show <snapshot>', {
    says: 'Shows a snapshot: its machines, for how long each stood still, what it takes, and what hangs on it.',
    calls: ['snapshotGet'],
    async run(cli, args) {
      const snapshot = await cli.paddock.snapshot.get({ snapshot: await snapshotId(cli, args.snapshot) })
      cli.answer(snapshot, () => snapshotInWords(snapshot))
    },
  }),
  verb('snapshot picture <snapshot> <machine> <file>', {
    says: 'Writes what a machine’s screen showed at a snapshot to a file, as a small PNG.',
    calls: ['snapshotPicture'],
    async run(cli, args) {
      const snapshot = await cli.paddock.snapshot.get({ snapshot: await snapshotId(cli, args.snapshot) })
      const vm = snapshot.vms.find(({ id, name }) => id === args.machine || name === args.machine)
      if (vm === undefined) throw new CliProblem('not-found', `${snapshot.name} holds no machine ${args.machine}.`)
      const picture = await cli.paddock.snapshot.picture({ snapshot: snapshot.id, vm: vm.id })
      writeFileSync(args.file, picture, { flag: 'wx' })
      cli.answer({ file: args.file, bytes: picture.length }, () => `${args.file}: ${picture.length} bytes.`)
    },
  }),
  verb('snapshot rename <snapshot> <name>', {
    says: 'Renames a snapshot.',
    calls: ['snapshotUpdate'],
    flags: { revision },
    async run(cli, args, flags) {
      const snapshot = await cli.paddock.snapshot.update(
        { snapshot: await snapshotId(cli, args.snapshot), name: args.name },
        seen(cli, flags),
      )
      cli.answer(snapshot, () => snapshotInWords(snapshot))
    },
  }),
  verb('snapshot describe <snapshot> <description>', {
    says: 'Describes a snapshot.',
    calls: ['snapshotUpdate'],
    flags: { revision },
    async run(cli, args, flags) {
      const snapshot = await cli.paddock.snapshot.update(
        { snapshot: await snapshotId(cli, args.snapshot), description: args.description },
        seen(cli, flags),
      )
      cli.answer(snapshot, () => snapshotInWords(snapshot))
    },
  }),
  verb('snapshot delete <snapshot>', {
    says: 'Deletes a snapshot, into the trash or for good. Later ones, and copies made from it, stay whole.',
    calls: ['snapshotDelete'],
    flags: { now: forGood, revision, yes },
    async run(cli, args, flags) {
      const snapshot = await cli.paddock.snapshot.get({ snapshot: await snapshotId(cli, args.snapshot) })
      const hanging = hangingInWords(snapshot)
      await confirm(cli.io, {
        question: `Delete the snapshot ${snapshot.name}${flags.now ? ' for good' : ''}?${hanging === '' ? '' : ` What hangs on it stays: ${hanging}.`}`,
        yes: flags.yes,
      })
      const deletion = await cli.paddock.snapshot.delete(
        { snapshot: snapshot.id, ...given({ now: flags.now }) },
        seen(cli, flags),
      )
      cli.answer(deletion, () => deletedInWords(snapshot.name, deletion))
    },
  }),
  verb('snapshot copy <snapshot> [name...]', {
    says: 'Makes labs from a snapshot, behind fences of their own, with equal addresses; what ran in it goes on in each.',
    calls: ['snapshotCopy'],
    flags: {
      count: whole('-n, --count <number>', 'how many, when no names are given (1)'),
      owner: text('--owner <user>', 'whose they will be; yours otherwise'),
      project: text('-p, --project <project>', 'where they belong; the lab’s own project otherwise'),
      still: turnedOn('--still', 'do not start them'),
      cold,
      key,
      ...waits,
    },
    async run(cli, args, flags) {
      const snapshot = await cli.paddock.snapshot.get({ snapshot: await snapshotId(cli, args.snapshot) })
      const count = flags.count ?? 1
      const names =
        args.name.length > 0
          ? args.name
          : Array.from(
              { length: count },
              (_, at) => `${snapshot.name.slice(0, 90)} copy${count === 1 ? '' : ` ${at + 1}`}`,
            )
      const common = given({
        ownerId: flags.owner === undefined ? undefined : await userId(cli, flags.owner),
        projectId: flags.project === undefined ? undefined : await projectId(cli, flags.project),
      })
      const answer = await cli.paddock.snapshot.copy(
        {
          snapshot: snapshot.id,
          copies: names.map(name => ({ name, ...common })),
          start: !flags.still,
          ...given({ cold: flags.cold }),
        },
        made(cli, flags),
      )
      if (flags.wait && !flags.still) {
        const copies = await Promise.all(answer.labs.map(copy => cli.paddock.lab.get({ lab: copy.id })))
        const up = copies.map(copy => ({ ...copy, vms: copy.vms.filter(vm => vm.state !== 'stopped') }))
        await waitFor(cli, up, { goal: running, flags })
      }
      cli.answer(answer, () =>
        table(
          answer.labs,
          [
            ['NAME', one => one.name],
            ['PROJECT', one => one.project.name],
            ['ID', one => one.id],
          ],
          'No copies.',
        ),
      )
    },
  }),
  verb('snapshot save <snapshot> <name>', {
    says: 'Saves a snapshot as a template of the library, with its memory if it has that.',
    calls: ['snapshotSave'],
    flags: { description: text('--description <text>', 'what it is for'), key },
    async run(cli, args, flags) {
      const template = await cli.paddock.snapshot.save(
        {
          snapshot: await snapshotId(cli, args.snapshot),
          name: args.name,
          ...given({ description: flags.description }),
        },
        made(cli, flags),
      )
      cli.answer(template, () => `Saved as the template ${template.name}.`)
    },
  }),
]

export const revertVerbs = [
  verb('lab revert <lab> <snapshot>', {
    says: 'Makes a lab what it was at one of its snapshots. What was done in it since is lost.',
    calls: ['labRevert'],
    flags: { yes, ...waits },
    async run(cli, args, flags) {
      const lab = await findLab(cli, args.lab)
      const snapshot = await cli.paddock.snapshot.get({ snapshot: await snapshotId(cli, args.snapshot, lab.id) })
      await confirm(cli.io, {
        question: `Revert ${lab.name} to ${snapshot.name} (${ago(snapshot.takenAt)})? What was done since is lost.`,
        yes: flags.yes,
      })
      const reverting = await cli.paddock.lab.revert({ lab: lab.id, snapshotId: snapshot.id })
      if (flags.wait) await whenReverted(cli, lab.id)
      const last = flags.wait ? await cli.paddock.lab.get({ lab: lab.id }) : reverting
      cli.answer(last, () => labInWords(last))
    },
  }),
]

const longestPause = ({ vms }: SnapshotView): string => {
  const pauses = vms.flatMap(vm => (vm.pauseMs === null ? [] : [vm.pauseMs]))
  return pauses.length === 0 ? '' : `${Math.max(...pauses).toFixed(1)} ms`
}

/** The snapshot once it is taken. @throws CliProblem `failed` when it was not */
async function whenTaken(cli: Cli, snapshot: SnapshotView): Promise<SnapshotView> {
  if (snapshot.state !== 'taking') return snapshot
  // The lab tells of its snapshots too, and first of all of itself.
  for await (const _ of cli.paddock.lab.watch({ lab: snapshot.labId }, { signal: cli.signal })) {
    const now = await cli.paddock.snapshot.get({ snapshot: snapshot.id }, { signal: cli.signal })
    if (now.state === 'failed') throw new CliProblem('failed', now.reason?.message ?? `${now.name} was not taken.`)
    if (now.state === 'taken') return now
  }
  return snapshot
}

async function whenReverted(cli: Cli, lab: string): Promise<void> {
  for await (const event of cli.paddock.lab.watch({ lab }, { signal: cli.signal }))
    if (event.kind === 'lab-gone' || (event.kind === 'lab' && event.lab.state !== 'reverting')) return
}
