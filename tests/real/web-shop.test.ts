import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@paddock/testing'
import { install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'

interface LoadReport {
  readonly clients: number
  readonly requestsPerSecond: number
  readonly errors: number
  readonly purchases: number
  readonly ordersStored: number
  readonly silentClients: number
}

test('the web shop: six real machines, a shop that stores orders in its database, and a load test inside (USE-1, LAB-1)', async t => {
  const paddock = await install(t)
  const { tenant } = paddock
  const template = await paddock.template('Web shop')
  const { id } = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'Shop',
    templateId: template.id,
    start: true,
  })
  const shop = await becomes(paddock, id, 'running')
  assert.equal(shop.vms.length, 6)
  assert.deepEqual(shop.networks.map(({ name }) => name).sort(), ['back', 'front'])

  const machine = (lab: typeof shop, name: string): string => {
    const found = lab.vms.find(vm => vm.name === name)
    assert.ok(found, `the shop has a machine ${name}`)
    return found.id
  }
  /** Waits until the shop answers at its name inside the lab, and returns how many orders it counts. */
  const opens = (lab: typeof shop) =>
    until(
      `${lab.name} is open`,
      async () => {
        const said = await sh(
          paddock,
          machine(lab, 'controller'),
          'wget -q -O - http://10.20.0.10/orders || true',
          420_000,
        )
        const orders = /"orders":\s*(\d+)/.exec(said)?.[1]
        return orders === undefined ? undefined : Number(orders)
      },
      { withinMs: 480_000 },
    )
  const loadTest = async (lab: typeof shop): Promise<LoadReport> =>
    JSON.parse(await sh(paddock, machine(lab, 'controller'), 'loadtest --seconds 8 --clients 3 --json'))

  const before = await opens(shop)
  // By its address: the guests' small wget can't look names up. The load test below goes by names.
  const page = await sh(paddock, machine(shop, 'client1'), 'wget -q -O - http://10.20.0.10/')
  assert.match(page, /<form|<h1/i)
  const load = await loadTest(shop)
  console.log(
    `load test: ${load.requestsPerSecond} requests per second, ${load.purchases} purchases, ${load.errors} errors`,
  )
  assert.deepEqual([load.clients, load.silentClients, load.errors], [3, 0, 0])
  assert.ok(load.purchases > 0)
  assert.equal(load.ordersStored, load.purchases, 'every purchase is in the database')
  const stored = await opens(shop)
  assert.ok(stored >= before + load.purchases)
  await tenant.lab.delete({ lab: id })
  await becomes(paddock, id, 'gone')
})
