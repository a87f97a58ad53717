import { qemuMachines } from '@paddock/drivers'
import { noLog } from '@paddock/host-api'

/** A daemon that starts one machine and is killed on its way, at the step that it is told. Run as a program. */
const { folder, tag, step, machine, chain } = JSON.parse(process.argv[2] ?? '')
const machines = await qemuMachines({
  folder,
  tag,
  log: noLog,
  clock: () => new Date(),
  step: name => {
    if (name === step) process.kill(process.pid, 'SIGKILL')
  },
})
await machines.start(machine, {
  plug: async () => {},
  chain: async () => chain,
  layer: async () => {
    throw new Error('There is no medium.')
  },
})
console.log('started')
process.exit(0)
