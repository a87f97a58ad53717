import { z } from 'zod'

/** By what use is added up. Days are those of UTC. `tenant` is for operators of the installation. */
export const usageBy = z.enum(['day', 'project', 'lab', 'user', 'tenant'])
export type UsageBy = z.infer<typeof usageBy>

/** How much something takes at a moment. */
export interface UsageLevel {
  readonly machines: number
  readonly vcpus: number
  readonly memoryMiB: number
  readonly storageBytes: number
  readonly sessions: number
}

/** Something that use is counted to. */
export interface UsageSubject {
  readonly id: string
  readonly name: string
}

/** One event of the ledger: from `atMs` on its thing takes this much, and at that moment it had moved these bytes since the last one. */
export interface UsageEvent extends UsageLevel {
  readonly thing: string
  readonly atMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly project: UsageSubject | null
  readonly lab: UsageSubject | null
  readonly user: UsageSubject | null
  readonly tenant: UsageSubject
  /** Until when the last event of a thing is known to hold: now, or when its silent host was heard last. */
  readonly knownUntilMs: number
}

/** What was used, in whole numbers so that sums are exact in whatever parts they are made. */
export interface UsageSums {
  readonly machineMs: bigint
  readonly vcpuMs: bigint
  readonly memoryMiBMs: bigint
  readonly storageByteMs: bigint
  readonly sessionMs: bigint
  readonly bytesIn: bigint
  readonly bytesOut: bigint
}

export const nothingUsed: UsageSums = {
  machineMs: 0n,
  vcpuMs: 0n,
  memoryMiBMs: 0n,
  storageByteMs: 0n,
  sessionMs: 0n,
  bytesIn: 0n,
  bytesOut: 0n,
}

export function addUsage(one: UsageSums, other: UsageSums): UsageSums {
  return {
    machineMs: one.machineMs + other.machineMs,
    vcpuMs: one.vcpuMs + other.vcpuMs,
    memoryMiBMs: one.memoryMiBMs + other.memoryMiBMs,
    storageByteMs: one.storageByteMs + other.storageByteMs,
    sessionMs: one.sessionMs + other.sessionMs,
    bytesIn: one.bytesIn + other.bytesIn,
    bytesOut: one.bytesOut + other.bytesOut,
  }
}

/** From the first moment to just before the last. */
export interface UsagePeriod {
  readonly fromMs: number
  readonly toMs: number
}

/** What one subject used. Its key is its id or, for a day, `2026-11-23`; what belongs to none, such as a session to no lab, is under `none`. */
export interface UsageRow {
  readonly key: string
  readonly name: string
  readonly sums: UsageSums
}

/** What is asked of the ledger. */
export interface UsageQuestion {
  readonly period: UsagePeriod
  readonly by: UsageBy
  /** Leaves out what some events say; the others still end there. */
  readonly counts?: (event: UsageEvent) => boolean
}

/**
 * What was used in a period, by subject, in the order of their keys.
 *
 * `events` are in the order of the ledger, and hold of each thing all of the period and the one before it. Pure; the sums of two periods that touch are those of both together.
 */
export function usageIn(events: readonly UsageEvent[], { period, by, counts = () => true }: UsageQuestion): UsageRow[] {
  const rows = new Map<string, UsageRow>()
  const add = ({ id, name }: UsageSubject, sums: UsageSums) =>
    rows.set(id, { key: id, name, sums: addUsage(rows.get(id)?.sums ?? nothingUsed, sums) })
  for (const ofThing of Map.groupBy(events, event => event.thing).values()) {
    const inOrder = ofThing.toSorted((a, b) => a.atMs - b.atMs)
    for (const [at, event] of inOrder.entries()) {
      if (!counts(event)) continue
      if (event.atMs >= period.fromMs && event.atMs < period.toMs && event.bytesIn + event.bytesOut > 0)
        add(subjectOf(event, by, event.atMs), {
          ...nothingUsed,
          bytesIn: BigInt(event.bytesIn),
          bytesOut: BigInt(event.bytesOut),
        })
      const begin = Math.max(event.atMs, period.fromMs)
      const end = Math.min(inOrder[at + 1]?.atMs ?? event.knownUntilMs, period.toMs)
      if (end <= begin || takesNothing(event)) continue
      for (const part of by === 'day' ? days(begin, end) : [{ fromMs: begin, toMs: end }])
        add(subjectOf(event, by, part.fromMs), taken(event, BigInt(part.toMs - part.fromMs)))
    }
  }
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

const takesNothing = (level: UsageLevel): boolean =>
  level.machines + level.vcpus + level.memoryMiB + level.storageBytes + level.sessions === 0

const taken = (level: UsageLevel, ms: bigint): UsageSums => ({
  ...nothingUsed,
  machineMs: BigInt(level.machines) * ms,
  vcpuMs: BigInt(level.vcpus) * ms,
  memoryMiBMs: BigInt(level.memoryMiB) * ms,
  storageByteMs: BigInt(level.storageBytes) * ms,
  sessionMs: BigInt(level.sessions) * ms,
})

const none: UsageSubject = { id: 'none', name: '' }

function subjectOf(event: UsageEvent, by: UsageBy, atMs: number): UsageSubject {
  switch (by) {
    case 'day': {
      const day = new Date(atMs).toISOString().slice(0, 10)
      return { id: day, name: day }
    }
    case 'project':
      return event.project ?? none
    case 'lab':
      return event.lab ?? none
    case 'user':
      return event.user ?? none
    case 'tenant':
      return event.tenant
  }
}

const dayMs = 86_400_000

/** The parts of a span that lie in one day of UTC each. (A day has no leap second: ECMAScript, "Time Values and Time Range".) */
function* days(fromMs: number, toMs: number): Generator<UsagePeriod> {
  for (let begin = fromMs; begin < toMs; ) {
    const end = Math.min(toMs, (Math.floor(begin / dayMs) + 1) * dayMs)
    yield { fromMs: begin, toMs: end }
    begin = end
  }
}
