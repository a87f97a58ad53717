import { labId } from '../find/find.ts'
import { cold, waits, whole } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { labInWords } from '../show/lab.ts'
import { type Goal, running, stopped, suspended } from '../wait/goal.ts'
import { waitFor } from '../wait/wait.ts'
import { given } from './given.ts'

/** The verbs of a lab's power: every machine at once. */
export const labPowerVerbs = [
  verb('lab start <lab>', {
    says: 'Starts every machine of a lab that does not run.',
    calls: ['labStart'],
    flags: { cold, ...waits },
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.start({ lab: await labId(cli, args.lab), ...given({ cold: flags.cold }) })
      const [last] = flags.wait ? await waitFor(cli, [lab], { goal: running, flags }) : [lab]
      cli.answer(last, () => labInWords(last ?? lab))
    },
  }),
  verb('lab stop <lab>', {
    says: 'Shuts every machine of a lab down: by guest agent, else by ACPI, and after a time limit by force.',
    calls: ['labStop'],
    flags: { grace: whole('--grace <seconds>', 'the time limit (90)'), ...waits },
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.stop({
        lab: await labId(cli, args.lab),
        ...given({ graceSeconds: flags.grace }),
      })
      const [last] = flags.wait ? await waitFor(cli, [lab], { goal: stopped, flags }) : [lab]
      cli.answer(last, () => labInWords(last ?? lab))
    },
  }),
  verb('lab suspend <lab>', {
    says: 'Suspends every running machine of a lab at one instant: its memory is stored, and it goes on from there later.',
    calls: ['labSuspend'],
    flags: waits,
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.suspend({ lab: await labId(cli, args.lab) })
      const [last] = flags.wait ? await waitFor(cli, [lab], { goal: suspended, flags }) : [lab]
      cli.answer(last, () => labInWords(last ?? lab))
    },
  }),
  verb('lab resume <lab>', {
    says: 'Lets every suspended machine of a lab go on where it was.',
    calls: ['labResume'],
    flags: waits,
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.resume({ lab: await labId(cli, args.lab) })
      const goal: Goal = (vm, seen) =>
        vm?.state === 'stopped' && seen.size === 0 ? { is: 'there' } : running(vm, seen)
      const [last] = flags.wait ? await waitFor(cli, [lab], { goal, flags }) : [lab]
      cli.answer(last, () => labInWords(last ?? lab))
    },
  }),
  verb('lab power-off <lab>', {
    says: 'Takes the power from every machine of a lab at once.',
    calls: ['labPowerOff'],
    flags: waits,
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.powerOff({ lab: await labId(cli, args.lab) })
      const [last] = flags.wait ? await waitFor(cli, [lab], { goal: stopped, flags }) : [lab]
      cli.answer(last, () => labInWords(last ?? lab))
    },
  }),
  verb('lab reset <lab>', {
    says: 'Presses the reset button of every running machine of a lab.',
    calls: ['labReset'],
    async run(cli, args) {
      const lab = await cli.paddock.lab.reset({ lab: await labId(cli, args.lab) })
      cli.answer(lab, () => labInWords(lab))
    },
  }),
]
