import type { HostFacts, Log } from '@paddock/host-api'
import type { Computer } from './computer.ts'
import type { Drivers } from './ports.ts'

/** The host's capacity and abilities as last asked of the computer and the drivers. */
export interface Facts {
  refresh(): Promise<void>
  newest(): HostFacts
}

export function createFacts({ drivers, computer, log }: { drivers: Drivers; computer: Computer; log: Log }): Facts {
  const { cores, memoryMiB, kernel } = computer
  let newest: HostFacts | null = null
  return {
    async refresh() {
      try {
        const [machines, volumes] = await Promise.all([drivers.machines.facts(), drivers.volumes.facts()])
        newest = {
          cores,
          memoryMiB,
          kernel,
          memoryAvailableMiB: computer.memoryAvailableMiB(),
          ...machines,
          ...volumes,
        }
      } catch (cause) {
        // Without a first answer there is nothing to report. Later on the last one is good enough.
        if (newest === null) throw cause
        log.error({ err: cause }, 'facts not refreshed')
      }
    },
    newest() {
      if (newest === null) throw new Error('The facts were not asked for yet.')
      return newest
    },
  }
}
