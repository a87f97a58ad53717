import { setTimeout as sleep } from 'node:timers/promises'
import { connectUnix, type ProcessIdentity, processAlive } from '@paddock/linux'
import { GuestAgent, QmpClient } from '@paddock/qmp'
import type { RunFolder } from './folder.ts'
import { SerialPort } from './serial.ts'

/** The driver's three permanent connections to one QEMU. */
export interface Connection {
  readonly qmp: QmpClient
  readonly serial: SerialPort
  readonly agent: GuestAgent
}

/** QEMU answers within 50 ms where there is nothing else to do (measured); a machine full of starting machines takes longer. */
const greetingTimeoutMs = 20_000

/**
 * Waits until the process listens, and connects.
 *
 * @throws Error when the process ends before, or does not answer in time.
 */
export async function connectQemu(
  process: ProcessIdentity,
  { folder, uid }: { folder: RunFolder; uid: number },
): Promise<Connection> {
  const until = Date.now() + greetingTimeoutMs
  const link = await retried(process, until, () => connectUnix(folder.socket.qmp, { uid, timeoutMs: 1_000 }))
  const qmp = await QmpClient.over(link.socket, { timeoutMs: Math.max(1, until - Date.now()), pass: link.pass })
  try {
    const serial = new SerialPort(folder.serialLog)
    serial.attach((await connectUnix(folder.socket.serial, { uid, timeoutMs: 1_000 })).socket)
    const agent = new GuestAgent(async () => (await connectUnix(folder.socket.agent, { uid, timeoutMs: 1_000 })).socket)
    return { qmp, serial, agent }
  } catch (cause) {
    qmp.close()
    throw cause
  }
}

async function retried<T>(process: ProcessIdentity, until: number, connect: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await connect()
    } catch (cause) {
      if (!processAlive(process)) throw new Error('QEMU ended before it answered.', { cause })
      if (Date.now() > until) throw new Error('QEMU does not answer.', { cause })
      await sleep(4)
    }
  }
}

export function disconnect(connection: Connection): void {
  connection.qmp.close()
  connection.serial.close()
  connection.agent.close()
}
