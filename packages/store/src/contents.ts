import type { Insertable } from 'kysely'
import type { Schema } from './schema.gen.ts'
import { type Tx, together } from './transaction.ts'

const tables = ['labs', 'networks', 'vms', 'volumes', 'disks', 'interfaces'] as const

/** Rows that make labs, or are put into one. */
export type LabContents = { readonly [Table in (typeof tables)[number]]: readonly Insertable<Schema[Table]>[] }

/** Inserts all rows, in the order in which they refer to each other: one statement for each table, in one round trip. */
export async function insertContents(tx: Tx, contents: LabContents): Promise<void> {
  await together(
    tx,
    ...tables.flatMap(table => {
      const rows = contents[table]
      return rows.length === 0
        ? []
        : [
            tx
              .insertInto(table)
              .values([...rows])
              .compile(),
          ]
    }),
  )
}
