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

test('the web shop: six real machines, a shop that stores orders in its database, a load test inside, and two copies that are shops by themselves (USE-1, LAB-1, LAB-10, NET-9)', async t => {
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
  const loadTest = async (lab: typeof shop): Promise<LoadReport> => {
    // The shop may be open before its customers are awake.
    for (const client of ['client1', 'client2', 'client3'])
      await sh(paddock, machine(lab, client), 'until netstat -ltn | grep -q :8080; do sleep 1; done')
    return JSON.parse(await sh(paddock, machine(lab, 'controller'), 'loadtest --seconds 8 --clients 3 --json'))
  }

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
  await sh(paddock, machine(shop, 'db'), 'sync')

  const { labs: made } = await tenant.lab.copy({
    lab: id,
    copies: [{ name: 'Shop 2' }, { name: 'Shop 3' }],
    start: true,
  })
  const copies = await Promise.all(made.map(lab => becomes(paddock, lab.id, 'running')))
  for (const copy of copies)
    assert.ok((await opens(copy)) >= stored, 'a copy has the orders of the moment when it was made')
  const [second, third] = copies
  assert.ok(second && third)
  const untouched = await opens(third)
  const again = await loadTest(second)
  assert.deepEqual([again.silentClients, again.errors], [0, 0])
  assert.ok(again.purchases > 0)
  assert.equal(again.ordersStored, again.purchases)
  // What was bought in a copy is in no other shop, though all web servers have the same address.
  assert.equal(await opens(shop), stored)
  assert.equal(await opens(third), untouched)

  const all = [shop, second, third]
  for (const lab of all) await tenant.lab.delete({ lab: lab.id, now: true })
  for (const lab of all) await becomes(paddock, lab.id, 'gone')
})
