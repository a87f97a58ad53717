import type { Pool } from 'pg'

/** One column, as PostgreSQL's catalogue describes it. */
export interface Column {
  readonly table: string
  readonly name: string
  /** As `format_type` says it: `uuid`, `text[]`, `timestamp with time zone`. */
  readonly type: string
  readonly nullable: boolean
  readonly hasDefault: boolean
  /** The table whose key it holds: by a foreign key, or because it is that table's own id. */
  readonly keyOf: string | null
  /** The words that a check constraint allows, if one lists them. */
  readonly words: readonly string[] | null
}

/** Reads every column of the schema `public`, tables by name, columns in their order. */
export async function readColumns(pool: Pool): Promise<Column[]> {
  const { rows } = await pool.query<Omit<Column, 'words'> & { checks: string[] }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      not a.attnotnull as nullable, a.atthasdef as "hasDefault",
      coalesce(
        (select f.relname from pg_constraint k join pg_class f on f.oid = k.confrelid
          where k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum]),
        case when a.attname = 'id' then c.relname end) as "keyOf",
      array(select pg_get_constraintdef(k.oid) from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]) as checks
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`)
  return rows.map(({ checks, ...column }) => ({ ...column, words: checks.map(wordsOf).find(Boolean) ?? null }))
}

// `check (role in ('a', 'b'))` comes back as ANY (ARRAY['a'::text, 'b'::text]), and with one word as (role = 'a'::text).
function wordsOf(check: string): string[] | null {
  if (!/= ANY \(ARRAY\[|= '/.test(check)) return null
  const words = [...check.matchAll(/'([a-z0-9-]+)'::text/g)].map(match => match[1] ?? '')
  return words.length === 0 ? null : words
}
