import { z } from 'zod'

/** What a process tells the supervisor that started it. */
export const toSupervisor = z.discriminatedUnion('kind', [
  /** It is up. `address` is where it listens, if it does. */
  z.object({ kind: z.literal('ready'), address: z.string().optional() }),
  /** It can't start, and this is why. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
  /** The credentials of the first start, to be put into a file before they become true. */
  z.object({ kind: z.literal('first-login'), content: z.string() }),
])
export type ToSupervisor = z.infer<typeof toSupervisor>

/** What the supervisor answers. */
export const fromSupervisor = z.discriminatedUnion('kind', [z.object({ kind: z.literal('first-login-written') })])
export type FromSupervisor = z.infer<typeof fromSupervisor>

/** True when a supervisor started this process and holds its other end. */
export const isSupervised = (): boolean => process.channel !== undefined && process.channel !== null

/** Tells the supervisor, if there is one. Resolves when the message is on its way. */
export function tellSupervisor(message: ToSupervisor): Promise<void> {
  return new Promise(resolve => {
    if (process.send === undefined || !process.connected) return resolve()
    process.send(message, undefined, {}, () => resolve())
  })
}

/** Tells the supervisor why this process does not start. */
export const failed = (problem: unknown): Promise<void> =>
  tellSupervisor({ kind: 'failed', message: problem instanceof Error ? problem.message : String(problem) })

/** Resolves with the supervisor's next message of a kind. */
export function answerOfSupervisor(kind: FromSupervisor['kind']): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error('The supervisor ended before it answered.'))
    process.once('disconnect', end)
    process.on('message', function listen(message) {
      if (fromSupervisor.safeParse(message).data?.kind !== kind) return
      process.off('message', listen)
      process.off('disconnect', end)
      resolve()
    })
  })
}
