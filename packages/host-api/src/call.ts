import { idSchema, keyName } from '@paddock/model'
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

/** Reads the byte counters of a lab's ports and of its way out. A lab that has no fence here has none. */
export const trafficCall = z.object({ method: z.literal('traffic'), lab: idSchema<'lab'>() })
export type TrafficCall = z.infer<typeof trafficCall>

/** Presses keys of a machine's keyboard, stroke after stroke, as fast as a slow guest takes them. Not repeatable. */
export const pressCall = z.object({
  method: z.literal('press'),
  run: idSchema<'run'>(),
  /** The keys of one stroke are pressed one after the other, and let go in reverse. */
  strokes: z.array(z.array(keyName).min(1).max(8)).min(1).max(1_000),
})
export type PressCall = z.infer<typeof pressCall>

export const pressResult = z.object({ pressed: z.int() })
export type PressResult = z.infer<typeof pressResult>

/** Takes a picture of a machine's screen. */
export const pictureCall = z.object({
  method: z.literal('picture'),
  run: idSchema<'run'>(),
  /** A wider screen is made so wide, in proportion. */
  width: z.int().min(16).max(4_096),
})
export type PictureCall = z.infer<typeof pictureCall>

export const pictureResult = z.object({ png: z.base64() })
export type PictureResult = z.infer<typeof pictureResult>

const bytes = z.int().nonnegative()

/** Counters as the machines count: received is what came to them. They begin anew with every run. */
export const trafficResult = z.object({
  ports: z.array(z.object({ interface: idSchema<'interface'>(), bytesReceived: bytes, bytesSent: bytes })),
  wayOut: z.object({ bytesReceived: bytes, bytesSent: bytes }).nullable(),
})
export type TrafficResult = z.infer<typeof trafficResult>

export const hostCall = z.discriminatedUnion('method', [execCall, trafficCall, pressCall, pictureCall])
export type HostCall = z.infer<typeof hostCall>

/** What each call is answered with. */
export const hostResults = {
  exec: execResult,
  traffic: trafficResult,
  press: pressResult,
  picture: pictureResult,
} as const
export const hostResult = z.union([execResult, trafficResult, pressResult, pictureResult])
export type HostResult = z.infer<typeof hostResult>
export type ResultOf<Call extends HostCall> = z.infer<(typeof hostResults)[Call['method']]>

/** How long a call may take at its host. */
export function limitSecondsOf(call: HostCall): number {
  switch (call.method) {
    case 'exec':
      return call.timeoutSeconds + 15
    case 'press':
      // A guest that is slow to fetch them is waited for at each stroke.
      return 10 + 2 * call.strokes.length
    case 'picture':
      return 15
    case 'traffic':
      return 5
  }
}

/** A stream of bytes that the controller asks for: a run's screen (RFB, as QEMU speaks it) or its serial port. */
export const streamWanted = z.object({ kind: z.enum(['screen', 'serial']), run: idSchema<'run'>() })
export type StreamWanted = z.infer<typeof streamWanted>
