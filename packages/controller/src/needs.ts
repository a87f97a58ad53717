import type { NewId } from '@paddock/model'

/** What every verb may need, handed in: a test moves time and foretells ids by it. */
export interface Needs {
  readonly clock: () => Date
  readonly newId: NewId
  readonly random: (bytes: Uint8Array) => void
}

/** What a deletion needs. */
export interface TrashNeeds extends Needs {
  readonly settings: { readonly trashDays: number }
}
