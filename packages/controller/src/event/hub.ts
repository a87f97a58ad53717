import type { LabEvent } from '@paddock/api'
import type { Log } from '@paddock/host-api'
import type { LabId, TenantId } from '@paddock/model'
import type { Change, Database } from '@paddock/store'
import type { Consoles } from '../console/consoles.ts'
import type { Room } from '../console/room.ts'
import { labViews } from '../lab/view.ts'
import { type Batch, gather } from './batch.ts'
import type { Feed } from './feed.ts'
import { loadEvents } from './load.ts'
import { Scope, type Viewer } from './scope.ts'

/** One open stream of one lab. */
export interface LabViewer {
  readonly tenant: TenantId
  readonly lab: LabId
  send(event: LabEvent): void
}

/** Where every event stream of this controller hangs. */
export interface EventHub {
  /** Adds a stream. Begins behind the event that the caller saw last; with `reload` when that is too long ago. */
  watch(viewer: Viewer, lastEventId: string | undefined): () => void
  /** Adds a stream of one lab. It begins with the lab as it is. */
  watchLab(viewer: LabViewer): Promise<() => void>
  /** What a stream that goes on behind this event has to say. */
  eventId(sequence: number): string
  readonly position: number
  viewerCount(): number
  close(): Promise<void>
}

const gatherMs = 50
/** So long the events of a tenant are gathered on after its last viewer went: it may only be reloading a page. */
const keepScopeMs = 60_000

export function eventHub(needs: {
  database: Database
  feed: Feed
  consoles: Consoles
  clock: () => Date
  random: (bytes: Uint8Array) => void
  log: Log
}): EventHub {
  const { database, feed, consoles, clock, random, log } = needs
  const name = hubName(random)
  let sequence = 0
  const next = () => ++sequence
  const scopes = new Map<TenantId | null, Scope>()
  const labViewers = new Map<LabId, Set<LabViewer>>()
  const leaving = new Map<TenantId | null, NodeJS.Timeout>()

  const tellScopes = async (batch: Batch): Promise<void> => {
    for (const [tenant, scope] of scopes) {
      const { someone } = scope
      const relevant = batch.filter(change => change.tenant === null || tenant === null || change.tenant === tenant)
      if (relevant.length === 0) continue
      const loaded = await database.as(someone, tx => loadEvents(tx, { batch: relevant, scope: someone, now: clock() }))
      scope.tell(loaded, next)
    }
  }
  const tellLabs = async (batch: Batch): Promise<void> => {
    const watched = batch.filter(
      (change): change is Change & { kind: 'lab' } => change.kind === 'lab' && labViewers.has(change.id),
    )
    const byTenant = Map.groupBy(watched, change => change.tenant)
    for (const [tenant, changes] of byTenant) {
      if (tenant === null) continue
      const ids = changes.map(({ id }) => id)
      const found = await database.ofTenant(tenant, tx => labViews(tx, { ids }, clock()))
      const there = new Map(found.map(lab => [lab.id, lab]))
      for (const id of ids) {
        const lab = there.get(id)
        const event = lab
          ? ({ kind: 'lab', sequence: next(), lab } as const)
          : ({ kind: 'lab-gone', sequence: next(), labId: id } as const)
        for (const viewer of labViewers.get(id) ?? []) if (viewer.tenant === tenant) viewer.send(event)
      }
    }
  }
  const reloadAll = (): void => {
    for (const scope of scopes.values()) {
      scope.forget(next())
      for (const viewer of scope.viewers) viewer.send({ kind: 'reload', sequence })
    }
    for (const [id, viewers] of labViewers)
      for (const { tenant } of viewers) batches.add({ kind: 'lab', id, tenant, gone: false })
  }
  const batches = gather(gatherMs, async batch => {
    try {
      await tellScopes(batch)
      await tellLabs(batch)
    } catch (cause) {
      log.warn({ err: cause }, 'events could not be loaded')
      // What could not be told is fetched by those who watch.
      reloadAll()
    }
  })
  const unsubscribe = feed.subscribe({ changed: change => batches.add(change), gap: reloadAll })
  const consoleEvent = (room: Room, at: number) =>
    ({ kind: 'console', sequence: at, vmId: room.of.vm, console: room.view() }) as const
  const unsubscribeConsoles = consoles.onChange(room => {
    const viewers = [...(labViewers.get(room.of.lab) ?? [])].filter(viewer => viewer.tenant === room.of.tenant)
    if (viewers.length === 0) return
    const event = consoleEvent(room, next())
    for (const viewer of viewers) viewer.send(event)
  })

  const positionOf = (lastEventId: string | undefined): number | null => {
    if (lastEventId === undefined) return sequence
    const [hub, at] = lastEventId.split('-')
    return hub === name && at !== undefined && /^\d{1,15}$/.test(at) ? Number(at) : null
  }

  return {
    watch(viewer, lastEventId) {
      const { tenant } = viewer.caller
      clearTimeout(leaving.get(tenant))
      const scope = scopes.get(tenant) ?? new Scope(viewer.caller, sequence)
      scopes.set(tenant, scope)
      const behind = positionOf(lastEventId)
      if (behind === null || behind > sequence || !scope.resume(viewer, behind))
        viewer.send({ kind: 'reload', sequence })
      scope.viewers.add(viewer)
      return () => {
        scope.viewers.delete(viewer)
        if (scope.viewers.size > 0) return
        const timer = setTimeout(() => {
          if (scope.viewers.size === 0) scopes.delete(tenant)
        }, keepScopeMs)
        timer.unref()
        leaving.set(tenant, timer)
      }
    },
    async watchLab(viewer) {
      const { lab: id, tenant } = viewer
      const viewers = labViewers.get(id) ?? new Set()
      labViewers.set(id, viewers)
      // First in the list and then loaded, so that no change falls between; a state that comes twice does no harm.
      viewers.add(viewer)
      const stop = (): void => {
        viewers.delete(viewer)
        if (viewers.size === 0 && labViewers.get(id) === viewers) labViewers.delete(id)
      }
      try {
        const [lab] = await database.ofTenant(tenant, tx => labViews(tx, { ids: [id] }, clock()))
        viewer.send(lab ? { kind: 'lab', sequence, lab } : { kind: 'lab-gone', sequence, labId: id })
        if (lab) for (const room of consoles.ofLab(id)) viewer.send(consoleEvent(room, sequence))
        return stop
      } catch (cause) {
        stop()
        throw cause
      }
    },
    eventId: at => `${name}-${at}`,
    get position() {
      return sequence
    },
    viewerCount: () =>
      [...scopes.values()].reduce((sum, scope) => sum + scope.viewers.size, 0) +
      [...labViewers.values()].reduce((sum, viewers) => sum + viewers.size, 0),
    async close() {
      unsubscribe()
      unsubscribeConsoles()
      for (const timer of leaving.values()) clearTimeout(timer)
      await batches.close()
    },
  }
}

/** Numbers of one controller's life mean nothing to another's: ids carry its name. */
function hubName(random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(6)
  random(bytes)
  return Buffer.from(bytes).toString('hex')
}
