import type { Capture } from './capture.ts'

/**
 * The taking of one machine's memory, in the order of its methods. Only {@link Capturing.take} stands in the way of the guest.
 *
 * Whatever fails, {@link Capturing.abandon} leaves the machine able to go on.
 */
export interface Capturing {
  /** Does what can be done while the guest runs. It may go on running for as long as it takes others to be ready. */
  prepare(): Promise<void>
  /** Begins the instant: the guest stands still, and its disks still are where they were. Resolves when they may be changed. */
  still(): Promise<void>
  /** Takes the rest. When it resolves the guest may go on. */
  take(): Promise<void>
  /** Tells where everything is. */
  finish(): Promise<Capture>
  abandon(): Promise<void>
}
