import type { ExecCall, ExecResult, MachineWanted } from '@paddock/host-api'

/** What a simulated guest prints while it boots. */
export const bootLog = (machine: MachineWanted): string => `SeaBIOS (simulated)
Booting from Hard Disk...
Linux version 6.1.0-simulated (${machine.cores} CPU, ${machine.memoryMiB} MiB)
Command line: console=ttyS0
${machine.disks.map((_, at) => `virtio_blk virtio${at}: [vd${letter(at)}] ready\n`).join('')}${machine.interfaces
  .map((port, at) => `virtio_net: eth${at} has address ${port.mac}\n`)
  .join('')}Starting services: done

${prompt(machine)}`

const letter = (at: number): string => String.fromCharCode(97 + at)

export const prompt = (machine: MachineWanted): string => `${machine.name} login: `

/** A program in a simulated guest: enough of them to see that words, input and exit codes arrive. */
export function runInGuest(machine: MachineWanted, call: Pick<ExecCall, 'command' | 'input'>): ExecResult {
  const [program, ...words] = call.command
  const say = (stdout: string, exitCode = 0, stderr = ''): ExecResult => ({
    exitCode,
    stdout,
    stderr,
    truncated: false,
  })
  switch (program) {
    case 'hostname':
      return say(`${machine.name}\n`)
    case 'echo':
      return say(`${words.join(' ')}\n`)
    case 'cat':
      return say(call.input)
    case 'true':
      return say('')
    case 'false':
      return say('', 1)
    case 'nproc':
      return say(`${machine.cores}\n`)
    default:
      return say('', 127, `${program}: not found in a simulated guest\n`)
  }
}
