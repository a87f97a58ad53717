import type { VmView } from '@paddock/sdk'
import { vmId } from '../find/find.ts'
import type { Cli } from '../frame/cli.ts'
import { cold, waits, whole } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { inColour } from '../show/state.ts'
import { type Goal, running, stopped, suspended } from '../wait/goal.ts'
import { type WaitFlags, waitFor } from '../wait/wait.ts'
import { given } from './given.ts'

/** Says how the machine is, once it is where it should be if that is waited for. */
async function tell(cli: Cli, vm: VmView, goal: Goal, flags: WaitFlags): Promise<void> {
  let last: VmView = vm
  if (flags.wait) {
    const lab = await cli.paddock.lab.get({ lab: vm.labId })
    const [after] = await waitFor(cli, [lab], { goal, flags, only: vm.id })
    last = after?.vms.find(({ id }) => id === vm.id) ?? vm
  }
  cli.answer(last, () => `${last.name} is ${inColour(last.state)}.`)
}

export const vmPowerVerbs = [
  verb('vm start <vm>', {
    says: 'Starts a machine.',
    calls: ['vmStart'],
    flags: { cold, ...waits },
    run: async (cli, args, flags) =>
      tell(
        cli,
        await cli.paddock.vm.start({ vm: await vmId(cli, args.vm), ...given({ cold: flags.cold }) }),
        running,
        flags,
      ),
  }),
  verb('vm stop <vm>', {
    says: 'Shuts a machine down: by its guest agent, else by ACPI, and after a time limit by force.',
    calls: ['vmStop'],
    flags: { grace: whole('--grace <seconds>', 'the time limit (90)'), ...waits },
    run: async (cli, args, flags) =>
      tell(
        cli,
        await cli.paddock.vm.stop({ vm: await vmId(cli, args.vm), ...given({ graceSeconds: flags.grace }) }),
        stopped,
        flags,
      ),
  }),
  verb('vm suspend <vm>', {
    says: 'Suspends a machine: its memory is stored, and it goes on from there later.',
    calls: ['vmSuspend'],
    flags: waits,
    run: async (cli, args, flags) =>
      tell(cli, await cli.paddock.vm.suspend({ vm: await vmId(cli, args.vm) }), suspended, flags),
  }),
  verb('vm resume <vm>', {
    says: 'Lets a suspended machine go on where it was.',
    calls: ['vmResume'],
    flags: waits,
    run: async (cli, args, flags) =>
      tell(cli, await cli.paddock.vm.resume({ vm: await vmId(cli, args.vm) }), running, flags),
  }),
  verb('vm power-off <vm>', {
    says: 'Takes the power from a machine at once.',
    calls: ['vmPowerOff'],
    flags: waits,
    run: async (cli, args, flags) =>
      tell(cli, await cli.paddock.vm.powerOff({ vm: await vmId(cli, args.vm) }), stopped, flags),
  }),
  verb('vm reset <vm>', {
    says: 'Presses a running machine’s reset button.',
    calls: ['vmReset'],
    async run(cli, args) {
      const vm = await cli.paddock.vm.reset({ vm: await vmId(cli, args.vm) })
      cli.answer(vm, () => `${vm.name} is ${inColour(vm.state)}.`)
    },
  }),
]
