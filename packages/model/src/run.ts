import { z } from 'zod'

/**
 * Power of one run as its host reports it. `waiting` is the controller's own word for a run that no host has reported yet.
 */
export const runPower = z.enum(['waiting', 'starting', 'running', 'stopping', 'ended'])
export type RunPower = z.infer<typeof runPower>

/** Why a run is over. Only some of them are failures: see {@link endedWell}. */
export const endReason = z.enum([
  'stopped', // as asked for: shut down or powered off
  'guest-shutdown', // the guest turned itself off
  'crashed', // the process ended and nobody had asked
  'start-failed', // a step of its start failed
  'no-capacity', // no host had room
  'host-restarted', // the host's machine went down under it
])
export type EndReason = z.infer<typeof endReason>

export function endedWell(reason: EndReason): boolean {
  switch (reason) {
    case 'stopped':
    case 'guest-shutdown':
      return true
    case 'crashed':
    case 'start-failed':
    case 'no-capacity':
    case 'host-restarted':
      return false
  }
}
