import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LabSummary } from '@paddock/sdk'
import { readLabsSearch, select } from './labsSearch.ts'

let made = 0
const lab = (name: string, given: { state?: string; project?: string; vms?: string[] } = {}) => {
  made += 1
  return {
    id: `0${made}`,
    name,
    description: '',
    state: given.state ?? 'stopped',
    project: { id: given.project ?? 'p1', name: given.project ?? 'p1' },
    owner: { id: 'ada', name: 'Ada' },
    vms: (given.vms ?? []).map(vm => ({ id: vm, name: vm })),
  } as unknown as LabSummary
}
const labs = [
  lab('Lab 10', { state: 'running', vms: ['web', 'db'] }),
  lab('lab 2', { state: 'failed', project: 'p2' }),
  lab('Other'),
]

const cases: [address: Record<string, unknown>, names: string[]][] = [
  [{}, ['Other', 'lab 2', 'Lab 10']],
  [{ sort: 'name' }, ['lab 2', 'Lab 10', 'Other']],
  [{ sort: '-name' }, ['Other', 'Lab 10', 'lab 2']],
  [{ sort: 'state' }, ['lab 2', 'Lab 10', 'Other']],
  [{ sort: '-machines' }, ['Lab 10', 'Other', 'lab 2']],
  [{ search: 'db ada' }, ['Lab 10']],
  [{ state: 'failed' }, ['lab 2']],
  [{ project: 'p2', sort: 'created' }, ['lab 2']],
  [{ state: 'nonsense', sort: 'nonsense' }, ['Other', 'lab 2', 'Lab 10']],
]
for (const [address, names] of cases)
  test(`the list at ${JSON.stringify(address)} shows ${names.join(', ')}`, () => {
    assert.deepEqual(
      select(labs, readLabsSearch(address)).map(each => each.name),
      names,
    )
  })
