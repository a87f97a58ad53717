import { insertContents, type LabContents, type Tx } from '@paddock/store'
import type { LabRows } from './instantiate.ts'

/** Writes the rows of {@link instantiate}, or of a copy, with the lab's own if it is new. */
export const fillLab = (tx: Tx, rows: LabRows & Partial<Pick<LabContents, 'labs'>>): Promise<void> =>
  insertContents(tx, { labs: [], ...rows })
