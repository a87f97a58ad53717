import type { FenceWanted } from '@paddock/host-api'
import type { ProcessIdentity } from '@paddock/linux'
import type { NetworkId } from '@paddock/model'
import type { LabElements, PluggedTap } from './lab-rules.ts'
import type { LabNames } from './names.ts'

/** What fences are made with, the same for all of one host. */
export interface FenceNeeds {
  readonly denied: readonly string[]
  readonly resolvers: readonly string[]
  /** Whom dnsmasq runs as. */
  readonly user: string
  /** Resolves when what all fences of the host share is as it should be. */
  readonly hostSide: () => Promise<void>
  /** Called before each act: a test ends the work there. */
  readonly step: (name: string) => void
}

/** One fence and what is known of it beforehand. */
export interface FenceThings {
  readonly fence: FenceWanted
  readonly names: LabNames
  readonly folder: string
  /** True when the fence's folder was made just now. */
  readonly fresh: boolean
  /** Networks that the fence had before, as far as that is known. */
  readonly networksBefore: readonly NetworkId[]
  /** How it was when last it was as wanted. Null: not known. */
  readonly before: RaisedFence | null
}

/** A fence that is as wanted, by what one sees that it still is. */
export interface RaisedFence {
  /** The namespace's own number, which one of the same name that is made later has not. */
  readonly netns: number | null
  readonly services: ReadonlyMap<string, ProcessIdentity>
  /** Who is on the ports and what the rules say of them. Null: not known for sure. */
  readonly ports: { readonly taps: readonly PluggedTap[]; readonly elements: LabElements } | null
}

/** Does work side by side and ends when all of it has ended, well or badly: nothing goes on behind the back of whoever tries again. */
export async function together(works: readonly (() => Promise<void>)[]): Promise<void> {
  const ends = await Promise.allSettled(works.map(async work => work()))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
