import { idSchema } from '@paddock/model'
import { z } from 'zod'
import { assignment } from './assignment.ts'
import { hostCall, hostResult, streamWanted } from './call.ts'
import { hostHello } from './hello.ts'
import { problemOnWire } from './problem-text.ts'
import { report } from './report.ts'
import { shownName } from './show-socket.ts'

const id = z.int().nonnegative()

/** What a host says: who it is, what it sees, and the answers to what it was asked. */
export const fromHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), hello: hostHello }),
  z.object({ type: z.literal('report'), report }),
  /** `result` is there when a call was answered; an assignment taken up and a stream opened have none. */
  z.object({ type: z.literal('done'), id, result: hostResult.nullable() }),
  /** The name under which a screen's socket is shown; null: it can't be. */
  z.object({ type: z.literal('shown'), id, name: z.string().regex(shownName).nullable() }),
  z.object({ type: z.literal('failed'), id, problem: problemOnWire }),
])
export type FromHost = z.infer<typeof fromHost>

/** What a controller says. Whatever has an id is answered with it. */
export const fromController = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome') }),
  z.object({ type: z.literal('assign'), id, assignment }),
  z.object({ type: z.literal('call'), id, call: hostCall }),
  /** The host dials once more with the ticket, which is good for one connection, and streams there. */
  z.object({ type: z.literal('open-stream'), id, wanted: streamWanted, ticket: z.string().min(32) }),
  /** A controller on the host's own machine would reach the screen by itself. */
  z.object({ type: z.literal('show-screen'), id, run: idSchema<'run'>() }),
])
export type FromController = z.infer<typeof fromController>

export const linkPath = '/host-link'
export const streamPath = '/host-link/stream'
/** The header that carries a stream's ticket: never in the address, which lands in logs. */
export const ticketHeader = 'x-paddock-ticket'

/** Largest message: an assignment of some hundred machines with the longest user data each. */
export const messageMaxBytes = 64 * 1024 ** 2
