import { useState } from 'react'
import { type Begun, changesOf, movedOf } from './draft.ts'

export interface Draft<Values extends object> {
  /** What the fields show: what was typed, and for the rest what is there now. */
  readonly values: Values
  readonly set: <Key extends keyof Values>(key: Key, value: Values[Key]) => void
  /** What was typed and differs from what is there. */
  readonly changes: Partial<Values>
  readonly isDirty: boolean
  /** Of which revision a change is asked: the one that was seen when the typing began. */
  readonly revision: number
  /** Fields that somebody else has changed since the typing began. */
  readonly moved: readonly (keyof Values)[]
  /** Goes on typing over what is there now. */
  readonly keepMine: () => void
  readonly discard: () => void
}

/**
 * What somebody types over a thing that may change meanwhile.
 *
 * The thing goes on living under the fields that were not touched; what was typed stays, whatever happens to the thing.
 */
export function useDraft<Values extends object>(there: Values, revision: number): Draft<Values> {
  const [begun, setBegun] = useState<Begun<Values> | null>(null)
  const changes = begun ? changesOf(begun.typed, there) : {}
  const moved = begun && begun.revision !== revision ? movedOf(begun, there) : []
  return {
    values: begun ? { ...there, ...begun.typed } : there,
    set: (key, value) =>
      setBegun(old => ({
        ...(old ?? { values: there, revision }),
        typed: { ...old?.typed, [key]: value } as Partial<Values>,
      })),
    changes,
    isDirty: Object.keys(changes).length > 0,
    // What others changed elsewhere in the thing is none of these fields' business.
    revision: begun && moved.length > 0 ? begun.revision : revision,
    moved,
    keepMine: () => setBegun(old => old && { ...old, values: there, revision }),
    discard: () => setBegun(null),
  }
}
