import type { ConsoleView } from '@paddock/api'
import type { Log } from '@paddock/host-api'
import type { LabId, VmId } from '@paddock/model'
import { type Database, vms } from '@paddock/store'
import type { Feed } from '../event/feed.ts'
import { Room, type RoomOf } from './room.ts'

/** The consoles that are open through this controller, by machine. */
export interface Consoles {
  /** The room of a machine; made when the first comes. Whoever empties it says so with {@link tidy}. */
  room(of: RoomOf): Room
  find(vm: VmId): Room | undefined
  tidy(room: Room): void
  view(vm: VmId): ConsoleView
  ofLab(lab: LabId): readonly Room[]
  /** Calls back with a room in which something changed. */
  onChange(listener: (room: Room) => void): () => void
  close(): void
}

const empty: ConsoleView = { viewers: [], driverId: null, typing: null }

/** A machine that is being deleted has no viewers: nobody waits for its host to end it. */
export function openConsoles({ database, feed, log }: { database: Database; feed: Feed; log: Log }): Consoles {
  const rooms = new Map<VmId, Room>()
  const listeners = new Set<(room: Room) => void>()
  const looking = new Set<LabId>()

  const ofLab = (lab: LabId): Room[] => [...rooms.values()].filter(room => room.of.lab === lab)

  async function endDeleted(lab: LabId): Promise<void> {
    const watched = ofLab(lab)
    const [first] = watched
    // One look is under way, and that is late enough for whatever was heard before it.
    if (first === undefined || looking.has(lab)) return
    looking.add(lab)
    await new Promise(resolve => setImmediate(resolve))
    looking.delete(lab)
    const kept = await database.ofTenant(first.of.tenant, tx => vms.kept(tx, lab))
    for (const room of watched)
      if (!kept.has(room.of.vm)) {
        room.typing?.stop()
        for (const viewer of room.viewers) viewer.close('The machine is deleted.')
      }
  }
  const look = (lab: LabId): void =>
    void endDeleted(lab).catch(cause => log.warn({ err: cause, lab }, 'consoles of a lab could not be looked after'))

  const unsubscribe = feed.subscribe({
    changed: change => {
      if (change.kind === 'lab') look(change.id)
    },
    gap: () => {
      for (const lab of new Set([...rooms.values()].map(room => room.of.lab))) look(lab)
    },
  })

  return {
    room(of) {
      const known = rooms.get(of.vm)
      if (known) return known
      const room: Room = new Room(of, () => {
        for (const listener of listeners) listener(room)
      })
      rooms.set(of.vm, room)
      return room
    },
    find: vm => rooms.get(vm),
    tidy(room) {
      if (room.empty && rooms.get(room.of.vm) === room) rooms.delete(room.of.vm)
    },
    view: vm => rooms.get(vm)?.view() ?? empty,
    ofLab,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      unsubscribe()
      for (const room of rooms.values()) room.typing?.stop()
    },
  }
}
