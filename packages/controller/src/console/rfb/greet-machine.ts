import type { ScreenLine } from '@paddock/host-api'
import { exactReader } from './exact.ts'

/** What a machine's screen said of itself (RFC 6143, section 7.3.2). */
export interface MachineScreen {
  readonly width: number
  readonly height: number
  readonly name: string
}

const nameMaxBytes = 64 * 1024

/** Greets a machine's screen as its viewer: version 3.8, no password, shared with others. @throws Error when it is none. */
export async function greetMachine(machine: ScreenLine): Promise<MachineScreen> {
  const from = exactReader(machine)
  const version = (await from.read(12)).toString('latin1')
  if (!/^RFB 003\.00[89]\n$/.test(version)) throw new Error('The machine’s screen does not speak RFB 3.8.')
  machine.write(Buffer.from('RFB 003.008\n'))
  const [count = 0] = await from.read(1)
  const types = count === 0 ? Buffer.alloc(0) : await from.read(count)
  if (!types.includes(1)) throw new Error('The machine’s screen asks for a password.')
  machine.write(Buffer.of(1))
  if ((await from.read(4)).readUInt32BE() !== 0) throw new Error('The machine’s screen refused.')
  machine.write(Buffer.of(1))
  const head = await from.read(24)
  const nameBytes = head.readUInt32BE(20)
  if (nameBytes > nameMaxBytes) throw new Error('The machine’s screen has too long a name.')
  const name = nameBytes === 0 ? '' : (await from.read(nameBytes)).toString()
  return { width: head.readUInt16BE(0), height: head.readUInt16BE(2), name }
}
