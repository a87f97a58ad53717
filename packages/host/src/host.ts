import { setImmediate as turn } from 'node:timers/promises'
import type { Assignment, HostCall, HostEnd, HostHello, Log, Report, ResultOf } from '@paddock/host-api'
import { Problem, type RunId } from '@paddock/model'
import { createActor, driverOf } from './act.ts'
import { answerCall } from './answer-call.ts'
import type { Clock } from './clock.ts'
import { type Computer, thisComputer } from './computer.ts'
import { createFacts, type Facts } from './facts.ts'
import { folderLedger, type Ledger } from './ledger.ts'
import { wantedBy } from './needs.ts'
import { plan } from './plan.ts'
import type { Drivers } from './ports.ts'
import { openRecords, type Records } from './records.ts'
import { reportOf } from './report.ts'
import { createReporter, type Reporter } from './reporter.ts'
import type { Seen } from './seen.ts'
import { createView } from './view.ts'

export interface HostNeeds {
  readonly hello: HostHello
  readonly drivers: Drivers
  readonly clock: Clock
  readonly log: Log
  /** The folder of the ledger, or a ledger of another kind. */
  readonly ledgerFolder?: string
  readonly ledger?: Ledger
  /** The computer it runs on; this one unless told otherwise. */
  readonly computer?: Computer
}

/** A host: the end of the link that assignments come to, and what makes them true. */
export interface Host extends HostEnd {
  /** Reads the ledger, looks at everything once, and begins to make it true. A host takes assignments and reports only then. */
  start(): Promise<void>
  /** Ends the daemon's work and leaves all machines as they are. The drivers stay open: who made them closes them. */
  close(): Promise<void>
}

const driverNames = ['machines', 'networks', 'volumes'] as const

/** How long a list that could not be read waits for its next try. */
const listRetryMs = 1_000

/**
 * Makes a host of three drivers.
 *
 * One code path: woken by an assignment, a driver, a step that is over or a timer, it loads, plans, acts and reports. It takes
 * no hint of what changed, so after a crash the first pass does the same work.
 */
export function createHost(needs: HostNeeds): Host {
  const { hello, drivers, clock, log } = needs
  const computer = needs.computer ?? thisComputer()
  const ledger = needs.ledger ?? folderLedger({ log }, folderOf(needs))
  const view = createView({ drivers, log })
  const facts: Facts = createFacts({ drivers, computer, log })
  let current: Assignment | null = null
  let running: { actor: ReturnType<typeof createActor>; records: Records; reporter: Reporter } | null = null
  let closed = false
  const sawAll = Promise.withResolvers<void>()
  /** The assignment by which was last forgotten what is known of things that are gone. */
  let tidied: Assignment | null = null
  let waits: ReadonlyMap<RunId, string> = new Map()
  let woken = false
  let looping: Promise<void> = Promise.resolve()
  let looks = false
  let callOffTimer = () => {}
  let wakesAt = Number.POSITIVE_INFINITY
  let taking: Promise<void> = Promise.resolve()
  const endListening: (() => void)[] = []

  function seenNow(actor: ReturnType<typeof createActor>, records: Records): Seen {
    return {
      ...view.lists(),
      records: records.all,
      snapshots: records.snapshots,
      busy: actor.busy(),
      settled: actor.settled,
      failures: actor.failures,
      progress: actor.progress,
      bootId: computer.bootId,
      now: clock.now(),
    }
  }

  function wake(): void {
    woken = true
    if (looks || closed || running === null) return
    looks = true
    looping = loop().finally(() => {
      looks = false
      if (woken) wake()
    })
  }

  async function loop(): Promise<void> {
    while (woken && !closed && running !== null) {
      // What happens in one turn of the event loop is one reason to look, not many.
      await turn()
      woken = false
      try {
        await pass(running)
      } catch (cause) {
        log.error({ err: cause }, 'pass failed')
        wakeIn(listRetryMs)
      }
    }
  }

  async function pass({ actor, records, reporter }: NonNullable<typeof running>): Promise<void> {
    const over = actor.over()
    const failed = await view.refresh()
    if (closed) return
    if (failed.size > 0) wakeIn(listRetryMs)
    if (!view.complete()) return
    actor.shown(over.filter(flight => !failed.has(driverOf(flight.step))))
    if (current !== null) {
      const steps = plan(current, seenNow(actor, records))
      actor.take(steps)
      waits = new Map(steps.flatMap(step => (step.do === 'wait' ? [[step.run, step.step]] : [])))
      if (current !== tidied) forgetTheGone(current, actor)
      tidied = current
      const retryAt = actor.nextRetryAt()
      if (retryAt !== null) wakeIn(retryAt - clock.now().getTime())
    }
    sawAll.resolve()
    reporter.changed()
  }

  function forgetTheGone(assignment: Assignment, actor: ReturnType<typeof createActor>): void {
    const wanted = wantedBy(assignment)
    const lists = view.lists()
    const known = new Set([
      ...[...wanted.machines.keys(), ...lists.machines.keys()].map(run => `machine:${run}`),
      ...[...wanted.fences.keys(), ...lists.fences.keys()].map(lab => `fence:${lab}`),
      ...[...wanted.volumes.keys(), ...lists.volumes.keys()].map(volume => `volume:${volume}`),
      ...[...wanted.layers.keys(), ...lists.layers.keys()].map(layer => `layer:${layer}`),
      ...wanted.layers.keys().map(layer => `merge:${layer}`),
      ...assignment.snapshots.map(({ snapshot }) => `snapshot:${snapshot}`),
    ])
    actor.keepOnly(subject => known.has(subject))
  }

  /** The earliest wins: whatever else has to wait is found again by that pass. */
  function wakeIn(ms: number): void {
    const at = clock.now().getTime() + Math.max(ms, 1)
    if (at >= wakesAt) return
    callOffTimer()
    wakesAt = at
    callOffTimer = clock.later(Math.max(ms, 1), () => {
      wakesAt = Number.POSITIVE_INFINITY
      wake()
    })
  }

  function makeReport(): Report {
    if (running === null) throw new Problem('not-available', 'The host is still starting.')
    const seen = seenNow(running.actor, running.records)
    return reportOf({ host: hello.host, assignment: current, seen, facts: facts.newest(), waits })
  }

  /** Reads everything again now and then: counters move, and what somebody broke by hand tells nobody. */
  async function lookAround(): Promise<void> {
    for (const which of driverNames) view.changed(which)
    tidied = null
    wake()
    await facts.refresh()
  }

  async function takeUp(next: Assignment): Promise<void> {
    if (closed || running === null) throw new Problem('not-available', 'The host is starting or ending.')
    if (next.host !== hello.host) throw new Problem('invalid-input', 'The assignment is for another host.')
    if (current !== null && next.generation < current.generation) {
      log.warn({ generation: next.generation, held: current.generation }, 'older assignment ignored')
      return
    }
    if (current !== null && JSON.stringify(current) === JSON.stringify(next)) return
    await ledger.keepAssignment(next)
    current = keepSame(current, next)
    log.debug({ generation: next.generation }, 'assignment taken up')
    wake()
  }

  const reporters = new Set<(report: Report) => void>()

  return {
    hello,
    async start() {
      const records = await openRecords(ledger)
      current = await ledger.assignment()
      await facts.refresh()
      const reporter = createReporter({ clock, make: makeReport, listeners: reporters, beforeHeartbeat: lookAround })
      const actor = createActor({
        drivers,
        records,
        clock,
        log,
        bootId: computer.bootId,
        assignment: () => current,
        changed(what) {
          if (what !== 'progress') view.changed(what)
          wake()
        },
      })
      running = { actor, records, reporter }
      for (const which of driverNames)
        endListening.push(
          drivers[which].onChange(() => {
            view.changed(which)
            wake()
          }),
        )
      wake()
      await sawAll.promise
      if (!closed) reporter.start()
    },
    async close() {
      closed = true
      callOffTimer()
      sawAll.resolve()
      for (const end of endListening) end()
      running?.reporter.close()
      await Promise.allSettled([running?.actor.close(), looping, taking])
    },
    assign(next) {
      taking = taking.then(
        () => takeUp(next),
        () => takeUp(next),
      )
      return taking
    },
    report: makeReport,
    onReport(listener) {
      reporters.add(listener)
      return () => void reporters.delete(listener)
    },
    call: <Call extends HostCall>(call: Call) => answerCall(drivers, call) as Promise<ResultOf<Call>>,
    openStream: ({ kind, run }) =>
      kind === 'screen' ? drivers.machines.openScreen(run) : drivers.machines.openSerial(run),
    screenSocket: run => drivers.machines.screenSocket(run),
  }
}

function folderOf(needs: HostNeeds): string {
  if (needs.ledgerFolder === undefined) throw new Error('A host needs a ledger or a folder for one.')
  return needs.ledgerFolder
}

/** The next assignment, with the parts that did not change as the very objects they were: their prints need not be made anew. */
function keepSame(former: Assignment | null, next: Assignment): Assignment {
  if (former === null) return next
  const known = new Map<string, object>()
  for (const part of [...former.layers, ...former.volumes, ...former.fences, ...former.machines, ...former.snapshots])
    known.set(JSON.stringify(part), part)
  const same = <T extends object>(parts: readonly T[]): T[] =>
    parts.map(part => (known.get(JSON.stringify(part)) as T | undefined) ?? part)
  return {
    ...next,
    layers: same(next.layers),
    volumes: same(next.volumes),
    fences: same(next.fences),
    machines: same(next.machines),
    snapshots: same(next.snapshots),
  }
}
