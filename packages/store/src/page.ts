import { Problem } from '@paddock/model'
import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely'

/** Which part of a list is asked for. */
export interface PageWanted {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A part of a list, newest first. */
export interface Page<Row> {
  readonly rows: Row[]
  /** Null: this is the end. */
  readonly nextCursor: string | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Where a cursor says that the last page ended: the id of its last row. Null at the beginning.
 *
 * @throws Problem `invalid-input` for a cursor that no page gave.
 */
export function readCursor<Id extends string>(cursor: string | undefined): Id | null {
  if (cursor === undefined) return null
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  if (!uuid.test(text))
    throw new Problem('invalid-input', 'The cursor is not one that Paddock gave. Begin at the first page.', {
      fields: [{ in: 'query', path: '/cursor', message: 'must be the nextCursor of a page' }],
    })
  return text as Id
}

/** Cuts a list that was fetched with one row too many, and says where the next page begins. */
export function cutPage<Row>(rows: Row[], limit: number, id: (row: Row) => string): Page<Row> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  const more = rows.length > limit && last !== undefined
  return { rows: kept, nextCursor: more ? Buffer.from(id(last), 'latin1').toString('base64url') : null }
}

/**
 * One page of a query's rows, newest first. Ids sort by age, so that a row that comes or goes meanwhile moves no other.
 *
 * `column` is the id in the query's own words; every row carries it as `id`.
 */
export async function page<DB, Tables extends keyof DB, Row extends { id: string }>(
  query: SelectQueryBuilder<DB, Tables, Row>,
  { cursor, limit }: PageWanted,
  column: string,
): Promise<Page<Row>> {
  const before = readCursor(cursor)
  const rest = before === null ? query : query.where(sql<SqlBool>`${sql.ref(column)} < ${before}`)
  const rows = await rest
    .orderBy(sql.ref(column), 'desc')
    .limit(limit + 1)
    .execute()
  return cutPage(rows as Row[], limit, row => row.id)
}
