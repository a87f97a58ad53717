import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HostId } from '@paddock/model'
import { type HostToPlace, type LabToPlace, overheadPerVmMiB, place, promisableMiB } from './place.ts'

const id = (name: string) => name as HostId
const host = (name: string, given: Partial<HostToPlace> = {}): HostToPlace => ({
  id: id(name),
  name,
  online: true,
  takesMachines: true,
  cores: 2,
  memoryMiB: 16_384,
  committedMiB: 0,
  ...given,
})
const lab = (given: Partial<LabToPlace> = {}): LabToPlace => ({
  vms: [{ cores: 1, memoryMiB: 1_024 }],
  boundTo: null,
  heldBy: null,
  ...given,
})

const cases: [string, LabToPlace, HostToPlace[], string | null, RegExp][] = [
  [
    'the emptier of two hosts is chosen',
    lab(),
    [host('a', { committedMiB: 4_000 }), host('b')],
    'b',
    /most free memory of 2 hosts/,
  ],
  [
    'equal hosts are told apart by id, so that every controller chooses alike',
    lab(),
    [host('b'), host('a')],
    'a',
    /most free/,
  ],
  [
    'a lab goes where its disks are, however full others say it is',
    lab({ boundTo: id('a') }),
    [host('a', { committedMiB: 9_000 }), host('b')],
    'a',
    /holds the lab's disks/,
  ],
  [
    'a lab whose host is away waits for it and says so',
    lab({ boundTo: id('a') }),
    [host('a', { online: false }), host('b')],
    null,
    /a, which holds its disks, is not online/,
  ],
  [
    'a lab that stands on a layer goes where the layer is',
    lab({ heldBy: new Set([id('b')]) }),
    [host('a'), host('b', { committedMiB: 5_000 })],
    'b',
    /most free/,
  ],
  [
    'a host that takes no machines gets none',
    lab(),
    [host('a', { takesMachines: false })],
    null,
    /No host that takes machines is online/,
  ],
  ['without any host the operator is named', lab(), [], null, /Tell your operator/],
  [
    'more memory than any has is refused with both figures',
    lab({ vms: [{ cores: 1, memoryMiB: 20_000 }] }),
    [host('a')],
    null,
    /needs 20 GiB of memory, 5.6 GiB more than host a has free \(14 GiB\)/,
  ],
  [
    'more cores than any takes is refused with the limit',
    lab({ vms: [{ cores: 32, memoryMiB: 64 }] }),
    [host('a')],
    null,
    /32 cores; the largest host takes 16/,
  ],
]
for (const [title, wanted, hosts, chosen, why] of cases)
  test(`${title} (LAB-9, BEY-37)`, () => {
    const found = place(wanted, hosts)
    assert.equal(found.host, chosen)
    assert.match(found.why, why)
    if (found.host === null) assert.equal(found.waits, /online/.test(found.why), 'only for a host that is away')
  })

test('a host is filled to its last promisable MiB and no further', () => {
  const room = promisableMiB(host('a'))
  const exact = lab({ vms: [{ cores: 1, memoryMiB: room - overheadPerVmMiB }] })
  assert.equal(place(exact, [host('a')]).host, 'a')
  assert.equal(place(exact, [host('a', { committedMiB: 1 })]).host, null)
})
