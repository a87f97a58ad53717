import { Problem, type UsageRow, usageAmounts } from '@paddock/model'
import { cutPage, type PageWanted } from '@paddock/store'

const key = /^(none|[0-9a-f-]{36}|\d{4}-\d{2}-\d{2})$/

/** One page of use, in the order of the keys. @throws Problem `invalid-input` for a cursor that no page gave */
export function cutUsage(rows: readonly UsageRow[], { cursor, limit }: PageWanted) {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('latin1')
  if (after !== '' && !key.test(after))
    throw new Problem('invalid-input', 'The cursor is not one that Paddock gave. Begin at the first page.', {
      fields: [{ in: 'query', path: '/cursor', message: 'must be the nextCursor of a page' }],
    })
  const page = cutPage(rows.filter(row => row.key > after).slice(0, limit + 1), limit, row => row.key)
  return {
    items: page.rows.map(row => ({ key: row.key, name: row.name, ...usageAmounts(row.sums) })),
    nextCursor: page.nextCursor,
  }
}
