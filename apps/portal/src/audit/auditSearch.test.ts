import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedFor, readAuditSearch } from './auditSearch.ts'

test('what an address says of records is asked as it is, and what makes no sense is left out', () => {
  assert.deepEqual(readAuditSearch({ search: '', outcome: 'maybe', from: 'yesterday', actor: 7 }), {})
  const search = { search: 'exam', outcome: 'refused', from: '2026-11-01', to: '2026-11-01' } as const
  assert.deepEqual(readAuditSearch(search), search)
  const { from = '', to = '', ...rest } = askedFor(search)
  assert.deepEqual(rest, { search: 'exam', outcome: 'refused' })
  assert.equal(Date.parse(to) - Date.parse(from), 86_400_000, 'a day, with its end')
})
