import { idSchema } from '@paddock/model'
import { z } from 'zod'

/** Runs a program in a guest through its agent. Not repeatable: the caller hears whether it ran. */
export const execCall = z.object({
  method: z.literal('exec'),
  run: idSchema<'run'>(),
  /** Program and arguments, as a list: no shell of the guest reads it. */
  command: z.array(z.string()).min(1),
  input: z.string(),
  timeoutSeconds: z.int().min(1).max(600),
})
export type ExecCall = z.infer<typeof execCall>

export const execResult = z.object({
  exitCode: z.int(),
  stdout: z.string(),
  stderr: z.string(),
  /** True when the guest wrote more than the agent keeps (16 MiB, QEMU guest agent reference, `guest-exec`). */
  truncated: z.boolean(),
})
export type ExecResult = z.infer<typeof execResult>

export const hostCall = z.discriminatedUnion('method', [execCall])
export type HostCall = z.infer<typeof hostCall>

/** A stream of bytes that the controller asks for: a run's screen (RFB, as QEMU speaks it) or its serial port. */
export const streamWanted = z.object({ kind: z.enum(['screen', 'serial']), run: idSchema<'run'>() })
export type StreamWanted = z.infer<typeof streamWanted>
