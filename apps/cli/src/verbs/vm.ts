import { readFileSync } from 'node:fs'
import { assetId, findLab, networkOf, vmId } from '../find/find.ts'
import { CliProblem } from '../frame/exit.ts'
import { byteCount, key, mebibytes, oneOf, revision, several, text, waits, whole, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { vmInWords, vmTable } from '../show/lab.ts'
import { confirm } from '../sign-in/ask.ts'
import { gone } from '../wait/goal.ts'
import { waitFor } from '../wait/wait.ts'
import { given, made, seen } from './given.ts'

const hardware = {
  cores: whole('--cores <number>', 'virtual processors'),
  memory: mebibytes('--memory <MiB>', 'RAM in MiB, or with a unit such as 2G'),
  firmware: oneOf('--firmware <kind>', 'firmware', ['bios', 'uefi']),
  profile: oneOf('--guest <kind>', 'what its devices are chosen for', ['linux', 'windows', 'generic']),
  stage: whole('--stage <number>', 'in which stage of the lab’s start it comes up'),
  userData: text('--user-data <file>', 'user data for cloud-init, from this file'),
  description: text('--description <text>', 'what it is for'),
}
const fromFile = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path, 'utf8'))

/** `data=10G`. */
function diskGiven(word: string): { name: string; sizeBytes: number } {
  const [, name, size] = /^([^=]+)=(.+)$/.exec(word) ?? []
  if (name === undefined || size === undefined)
    throw new CliProblem('usage', `${word} is no disk: write NAME=SIZE, such as data=10G.`)
  return { name, sizeBytes: byteCount(size) }
}

export const vmVerbs = [
  verb('vm list <lab>', {
    says: 'Lists the machines of a lab.',
    calls: ['labGet'],
    async run(cli, args) {
      const lab = await findLab(cli, args.lab)
      cli.answer({ items: lab.vms, nextCursor: null }, () => vmTable(lab.vms, lab.networks))
    },
  }),
  verb('vm show <vm>', {
    says: 'Shows a machine.',
    calls: ['vmGet'],
    async run(cli, args) {
      const vm = await cli.paddock.vm.get({ vm: await vmId(cli, args.vm) })
      const { networks } = cli.json ? { networks: [] } : await cli.paddock.lab.get({ lab: vm.labId })
      cli.answer(vm, () => vmInWords(vm, networks))
    },
  }),
  verb('vm create <lab> <name>', {
    says: 'Adds a machine to a lab, also to a running one, which goes on.',
    calls: ['vmCreate'],
    flags: {
      ...hardware,
      disks: several('--disk <name=size>', 'a blank disk, such as data=10G'),
      networks: several('--network <name>', 'a network of the lab to be on'),
      cd: text('--cd <asset>', 'an ISO of the library in the CD drive'),
      key,
    },
    async run(cli, args, flags) {
      const lab = await findLab(cli, args.lab)
      const vm = await cli.paddock.vm.create(
        {
          lab: lab.id,
          name: args.name,
          ...given({
            cores: flags.cores,
            memoryMiB: flags.memory,
            firmware: flags.firmware,
            profile: flags.profile,
            startStage: flags.stage,
            userData: fromFile(flags.userData),
            description: flags.description,
            disks: flags.disks?.map(diskGiven),
            networkIds: flags.networks?.map(name => networkOf(lab, name).id),
            cdAssetId: flags.cd === undefined ? undefined : await assetId(cli, flags.cd),
          }),
        },
        made(cli, flags),
      )
      cli.answer(vm, () => vmInWords(vm, lab.networks))
    },
  }),
  verb('vm update <vm>', {
    says: 'Changes a machine.',
    more: 'Name, description and start stage at any time; the others while it is stopped.',
    calls: ['vmUpdate'],
    flags: { name: text('--name <name>', 'a new name'), ...hardware, revision },
    async run(cli, args, flags) {
      const vm = await cli.paddock.vm.update(
        {
          vm: await vmId(cli, args.vm),
          ...given({
            name: flags.name,
            cores: flags.cores,
            memoryMiB: flags.memory,
            firmware: flags.firmware,
            profile: flags.profile,
            startStage: flags.stage,
            userData: fromFile(flags.userData),
            description: flags.description,
          }),
        },
        seen(cli, flags),
      )
      cli.answer(vm, () => vmInWords(vm))
    },
  }),
  verb('vm delete <vm>', {
    says: 'Removes a machine with its disks, running or not.',
    calls: ['vmDelete'],
    flags: { revision, yes, ...waits },
    async run(cli, args, flags) {
      const vm = await vmId(cli, args.vm)
      await confirm(cli.io, { question: `Remove ${args.vm} with its disks?`, yes: flags.yes })
      const leaving = await cli.paddock.vm.delete({ vm }, seen(cli, flags))
      if (flags.wait) {
        const lab = await cli.paddock.lab.get({ lab: leaving.labId })
        await waitFor(cli, [lab], { goal: gone, flags, only: vm })
      }
      cli.answer(leaving, () => `${flags.wait ? 'Removed' : 'Removing'} ${leaving.name}.`)
    },
  }),
  verb('vm insert <vm> <asset>', {
    says: 'Puts an ISO of the library into a machine’s CD drive.',
    calls: ['vmInsert'],
    async run(cli, args) {
      const vm = await cli.paddock.vm.insert({ vm: await vmId(cli, args.vm), assetId: await assetId(cli, args.asset) })
      cli.answer(vm, () => `${vm.cd?.name ?? 'Nothing'} is in the CD drive of ${vm.name}.`)
    },
  }),
  verb('vm eject <vm>', {
    says: 'Empties a machine’s CD drive.',
    calls: ['vmInsert'],
    async run(cli, args) {
      const vm = await cli.paddock.vm.insert({ vm: await vmId(cli, args.vm), assetId: null })
      cli.answer(vm, () => `The CD drive of ${vm.name} is empty.`)
    },
  }),
]
