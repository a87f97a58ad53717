import { PaddockProblem } from '@paddock/sdk'
import { vmId } from '../find/find.ts'
import { CliProblem, exitCodes } from '../frame/exit.ts'
import { turnedOn, whole } from '../frame/flag.ts'
import { readAll } from '../frame/io.ts'
import { report } from '../frame/report.ts'
import { verb } from '../frame/verb.ts'

/** What people do inside a machine. */
export const vmUseVerbs = [
  verb('vm console <vm>', {
    says: 'Joins this terminal to a machine’s serial port. Ctrl-] leaves it.',
    more: 'Works in pipes too: what comes from stdin is typed, and the command ends once stdin is at its end and the machine was quiet for a while.',
    calls: ['vmSerial'],
    flags: {
      follow: turnedOn('-f, --follow', 'stay when stdin is at its end'),
      quiet: whole('--quiet <seconds>', 'for how long the machine must be quiet then (2)'),
    },
    async run(cli, args, flags) {
      const { serialConsole } = await import('../machine/console.ts')
      const vm = await vmId(cli, args.vm)
      await serialConsole(cli, cli.paddock.vm.serialUrl({ vm }), args.vm, {
        follow: flags.follow === true,
        quietSeconds: flags.quiet ?? 2,
      })
    },
  }),
  verb('vm screen <vm>', {
    says: 'Offers a machine’s screen to a VNC viewer on this computer, until Ctrl-C.',
    more: 'Whoever is on this computer can join it meanwhile.',
    calls: ['vmScreen'],
    flags: { port: whole('--port <number>', 'the port on 127.0.0.1; any free one otherwise') },
    async run(cli, args, flags) {
      const { offerScreen } = await import('../machine/screen.ts')
      const vm = await vmId(cli, args.vm)
      await offerScreen(cli, cli.paddock.vm.screenUrl({ vm }), { name: args.vm, port: flags.port ?? 0 })
    },
  }),
  verb('vm exec <vm> <command...>', {
    says: 'Runs a program in the guest through its agent, and waits for it.',
    more: 'Ends with the program’s own exit code; with 125 when it could not be run. No shell reads the words unless you name one: paddock vm exec LAB/VM -- sh -c "…"',
    calls: ['vmExec'],
    takesTheRest: true,
    flags: {
      stdin: turnedOn('-i, --stdin', 'give it what stdin holds'),
      timeout: whole('--timeout <seconds>', 'how long it may take (30)'),
    },
    async run(cli, args, flags) {
      try {
        const answer = await cli.paddock.vm.exec(
          {
            vm: await vmId(cli, args.vm),
            // commander leaves the `--` that parts the program's words from ours.
            command: args.command.slice(args.command[0] === '--' ? 1 : 0),
            ...(flags.stdin ? { input: await readAll(cli.io) } : {}),
            ...(flags.timeout === undefined ? {} : { timeoutSeconds: flags.timeout }),
          },
          { signal: cli.signal },
        )
        if (cli.json) cli.answer(answer, () => '')
        else {
          cli.io.stdout.write(answer.stdout)
          cli.io.stderr.write(answer.stderr)
          if (answer.truncated) cli.note('paddock: the program said more than fits; the rest is cut off.')
        }
        cli.endsWith(answer.exitCode)
      } catch (error) {
        // 125 as env, timeout and docker have it, so that it is told from what the program ended with.
        if (!(error instanceof PaddockProblem || error instanceof CliProblem)) throw error
        report(cli.io, error, cli.signal.aborted)
        cli.endsWith(exitCodes.guest.number)
      }
    },
  }),
]
