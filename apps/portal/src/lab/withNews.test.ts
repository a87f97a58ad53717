import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LabId } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'
import { withNews } from './withNews.ts'

const lab = (id: string, name = id) => ({ id: id as LabId, name }) as LabSummary
const names = (labs: readonly LabSummary[]) => labs.map(each => each.name)

test('labs change where they stand, go, and come before all others (BEY-31)', () => {
  const list = [lab('3'), lab('2'), lab('1')]
  const news = new Map<LabId, LabSummary | null>([
    ['2' as LabId, lab('2', 'renamed')],
    ['1' as LabId, null],
    ['4' as LabId, lab('4')],
    ['5' as LabId, lab('5')],
  ])
  assert.deepEqual(names(withNews(list, news)), ['5', '4', '3', 'renamed'])
})

test('a lab that went before it was known leaves no trace', () => {
  assert.deepEqual(names(withNews([lab('1')], new Map([['2' as LabId, null]]))), ['1'])
})
