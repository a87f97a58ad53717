import { writeFileSync } from 'node:fs'
import { type KeyName, keyName } from '@paddock/model'
import type { ConsoleView } from '@paddock/sdk'
import { vmId } from '../find/find.ts'
import { CliProblem } from '../frame/exit.ts'
import { oneOf, text, turnedOn } from '../frame/flag.ts'
import { readAll } from '../frame/io.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'

/** What people do at a machine's screen and keyboard. */
export const consoleVerbs = [
  verb('vm ticket <vm>', {
    says: 'Makes a ticket that opens a machine’s screen once, within 30 seconds, without a sign-in.',
    more: 'It prints the address for a WebSocket. The page that opens it has to be of the site that --origin names; without it, of Paddock’s own.',
    calls: ['vmTicket'],
    flags: {
      serial: turnedOn('--serial', 'the serial port instead of the screen'),
      viewOnly: turnedOn('--view-only', 'only to look'),
      origin: text('--origin <site>', 'the site whose page opens it, such as https://courses.example'),
    },
    async run(cli, args, flags) {
      const vm = await vmId(cli, args.vm)
      const made = await cli.paddock.vm.ticket({
        vm,
        kind: flags.serial ? 'serial' : 'screen',
        viewOnly: flags.viewOnly === true,
        ...(flags.origin === undefined ? {} : { origin: flags.origin }),
      })
      const { ticket } = made
      const url = flags.serial ? cli.paddock.vm.serialUrl({ vm, ticket }) : cli.paddock.vm.screenUrl({ vm, ticket })
      cli.answer({ ...made, url }, () => url)
    },
  }),
  verb('vm viewers <vm>', {
    says: 'Shows who is at a machine’s screen and serial port, and who drives.',
    calls: ['vmConsole'],
    async run(cli, args) {
      const console = await cli.paddock.vm.console({ vm: await vmId(cli, args.vm) })
      cli.answer(console, () => viewersInWords(console))
    },
  }),
  verb('vm drive <vm> [viewer]', {
    says: 'Hands a machine’s keyboard and pointer to one viewer alone; without one, back to everyone.',
    more: 'A viewer is named by its id, as `vm viewers` shows it.',
    calls: ['vmDrive'],
    async run(cli, args) {
      const vm = await vmId(cli, args.vm)
      const viewerId = (args.viewer ?? null) as ConsoleView['driverId']
      const console = await cli.paddock.vm.drive({ vm, viewerId })
      cli.answer(console, () => viewersInWords(console))
    },
  }),
  verb('vm type <vm> [text...]', {
    says: 'Types a text on a machine’s keyboard, and waits until it is typed.',
    more: 'Without a text it types what stdin holds. Ctrl-C stops it. A line typed as words gets no Return: add --enter.',
    calls: ['vmType'],
    takesTheRest: true,
    flags: {
      layout: oneOf('--layout <layout>', 'the keyboard layout that is set in the guest (us)', ['us', 'de']),
      enter: turnedOn('--enter', 'press Return at the end'),
    },
    async run(cli, args, flags) {
      // commander leaves the `--` that parts the text from options.
      const words = args.text.slice(args.text[0] === '--' ? 1 : 0)
      const text = `${words.length > 0 ? words.join(' ') : await readAll(cli.io)}${flags.enter ? '\n' : ''}`
      const vm = await vmId(cli, args.vm)
      const layout = flags.layout ?? 'us'
      const answer = await cli.paddock.vm.type({ vm, text, layout }, { signal: cli.signal })
      cli.answer(answer, () =>
        answer.typed === answer.total ? '' : `Stopped after ${answer.typed} of ${answer.total} keys.`,
      )
    },
  }),
  verb('vm stop-typing <vm>', {
    says: 'Stops a text that is being typed into a machine, whoever began it.',
    calls: ['vmStopTyping'],
    async run(cli, args) {
      await cli.paddock.vm.stopTyping({ vm: await vmId(cli, args.vm) })
    },
  }),
  verb('vm press <vm> <keys>', {
    says: 'Presses keys of a machine’s keyboard together, such as ctrl+alt+delete.',
    more: `The keys are ${keyName.options.join(', ')}.`,
    calls: ['vmPress'],
    async run(cli, args) {
      const keys = args.keys.split('+').map(keyOf)
      await cli.paddock.vm.press({ vm: await vmId(cli, args.vm), keys })
    },
  }),
  verb('vm thumbnail <vm> <file>', {
    says: 'Writes a small picture of a machine’s screen to a file, as PNG.',
    calls: ['vmThumbnail'],
    async run(cli, args) {
      const picture = await cli.paddock.vm.thumbnail({ vm: await vmId(cli, args.vm) })
      writeFileSync(args.file, picture, { flag: 'wx' })
      cli.answer({ file: args.file, bytes: picture.length }, () => `${args.file}: ${picture.length} bytes.`)
    },
  }),
]

function keyOf(word: string): KeyName {
  const key = keyName.safeParse(word.trim().toLowerCase())
  if (!key.success) throw new CliProblem('usage', `There is no key ${word}. Try paddock vm press --help.`)
  return key.data
}

function viewersInWords({ viewers, typing }: ConsoleView): string {
  const words = table(
    viewers,
    [
      ['ID', one => one.id],
      ['WHO', one => one.name],
      ['AT', one => one.kind],
      ['DOES', one => (one.viewOnly ? 'only watches' : one.drives ? 'drives' : 'watches')],
      ['SINCE', one => one.since],
    ],
    'Nobody is there.',
  )
  return typing ? `${words}\n${typing.name} has a text typed: ${typing.typed} of ${typing.total} keys.` : words
}
