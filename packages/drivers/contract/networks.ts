import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Networks, Tap } from '@paddock/host'
import type { FenceWanted, PortWanted } from '@paddock/host-api'
import { someFence, someNetwork, somePort } from './build.ts'

/** What the tests of a networks driver are given. */
export interface NetworksUnderTest {
  readonly networks: Networks
  /** Another driver on the same host, as after a crash of the daemon. */
  reborn(): Promise<Networks>
  /** A tap as a machines driver leaves it: down, in the host's own namespace. */
  tap(port: PortWanted): Promise<Tap>
}

/** Tests that every driver of networks passes, simulated or real. What crosses a fence is tested on real ones, elsewhere. */
export function testNetworks(name: string, make: (t: TestContext) => Promise<NetworksUnderTest>): void {
  const contract = (title: string, work: (under: NetworksUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async t => work(await make(t)))

  function smallFence(): FenceWanted {
    const network = someNetwork()
    return someFence({ networks: [network], ports: [somePort(network)] })
  }

  const seenOf = async (networks: Networks, fence: FenceWanted) =>
    (await networks.list()).find(({ lab }) => lab === fence.lab)

  contract('a fence is raised, as often as it is asked for, and lowered', async ({ networks }) => {
    const fence = smallFence()
    await networks.raise(fence)
    await networks.raise(fence)
    const seen = await seenOf(networks, fence)
    assert.equal(seen?.ready, true)
    assert.equal(seen?.trouble, null)
    assert.deepEqual(
      seen?.networks.map(({ network }) => network),
      fence.networks.map(({ network }) => network),
    )
    await networks.lower(fence.lab)
    await networks.lower(fence.lab)
    assert.equal(await seenOf(networks, fence), undefined)
  })

  contract('copies of a lab keep equal addresses and MACs side by side (NET-9)', async ({ networks }) => {
    const one = smallFence()
    const other = { ...one, ...someFence(), networks: one.networks, ports: one.ports }
    await Promise.all([networks.raise(one), networks.raise(other)])
    assert.equal((await seenOf(networks, one))?.ready, true)
    assert.equal((await seenOf(networks, other))?.ready, true)
    await networks.lower(one.lab)
    assert.equal((await seenOf(networks, other))?.ready, true)
    await networks.lower(other.lab)
  })

  contract('a fence takes new networks and ports, and lets them go again', async ({ networks }) => {
    const fence = smallFence()
    await networks.raise(fence)
    const back = someNetwork({
      name: 'back',
      cidr: '10.1.0.0/24',
      gateway: '10.1.0.1',
      nat: false,
      dhcp: false,
      dns: false,
    })
    const larger = {
      ...fence,
      networks: [...fence.networks, back],
      ports: [...fence.ports, somePort(back, { name: 'two', address: '10.1.0.12' })],
    }
    await networks.raise(larger)
    const seen = await seenOf(networks, larger)
    assert.equal(seen?.ready, true)
    assert.equal(seen?.networks.length, 2)
    await networks.raise(fence)
    assert.equal((await seenOf(networks, fence))?.networks.length, 1)
    await networks.lower(fence.lab)
  })

  contract('taps are plugged into ports of the lab, and only into those', async ({ networks, tap }) => {
    const fence = smallFence()
    await networks.raise(fence)
    const [port] = fence.ports
    const [network] = fence.networks
    assert.ok(port && network)
    await networks.plug(fence, [await tap(port)])
    await networks.raise(fence)
    assert.equal((await seenOf(networks, fence))?.ready, true)
    const stranger = somePort(network, { name: 'stranger', address: '10.0.0.99' })
    await assert.rejects(networks.plug(fence, [await tap(stranger)]))
    assert.equal((await seenOf(networks, fence))?.ready, true)
    await networks.lower(fence.lab)
  })

  contract('counters are there for a fence that is up, and for no other', async ({ networks }) => {
    const fence = smallFence()
    assert.deepEqual(await networks.traffic(fence.lab), { ports: [], wayOut: null })
    await networks.raise(fence)
    const { wayOut } = await networks.traffic(fence.lab)
    assert.ok(wayOut && wayOut.bytesReceived >= 0 && wayOut.bytesSent >= 0)
    await networks.lower(fence.lab)
    assert.deepEqual(await networks.traffic(fence.lab), { ports: [], wayOut: null })
  })

  contract('after a crash of the daemon a fence is found, raised again as it was, and lowered', async under => {
    const fence = smallFence()
    await under.networks.raise(fence)
    const again = await under.reborn()
    assert.ok(await seenOf(again, fence))
    await again.raise(fence)
    assert.equal((await seenOf(again, fence))?.ready, true)
    const third = await under.reborn()
    await third.lower(fence.lab)
    assert.equal(await seenOf(third, fence), undefined)
  })

  contract('a lab without networks has a fence all the same', async ({ networks }) => {
    const fence = someFence()
    await networks.raise(fence)
    assert.equal((await seenOf(networks, fence))?.ready, true)
    await networks.lower(fence.lab)
    assert.equal(await seenOf(networks, fence), undefined)
  })
}
