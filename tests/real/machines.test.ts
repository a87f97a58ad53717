import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { aNic, machineRoom, newDisk, newLayer, newVolume } from './support/machine-room.ts'

test('a machine starts once, is worked on over its serial port and its agent, shuts down in peace and leaves nothing', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine({ interfaces: [aNic()] })
  await room.machines.start(machine, room.needs)
  const pid = room.pid(machine)
  assert.equal((await room.seen(machine))?.power, 'running')
  assert.equal(room.plugged.length, 1)

  await room.machines.start(machine, room.needs)
  assert.equal(room.pid(machine), pid, 'the second start finds the living machine')

  const [first, second] = await Promise.all([
    room.machines.openSerial(machine.run),
    room.machines.openSerial(machine.run),
  ])
  const heard = { first: '', second: '' }
  first.on('data', chunk => {
    heard.first += chunk
  })
  second.on('data', chunk => {
    heard.second += chunk
  })
  const { stdout } = await room.inGuest(machine, 'cat /sys/class/net/eth0/address; cat /sys/class/dmi/id/product_uuid')
  assert.deepEqual(stdout.trim().toLowerCase().split('\n'), [machine.interfaces[0]?.mac, machine.vm])
  first.write('\necho typed-$((40+2))\n')
  for (let tries = 0; tries < 200 && !(heard.first.includes('typed-42') && heard.second.includes('typed-42')); tries++)
    await sleep(50)
  assert.match(heard.first, /typed-42/)
  assert.match(heard.second, /typed-42/)

  await room.machines.stop({ ...machine, want: 'stopped' })
  const { power, end } = (await room.seen(machine)) ?? {}
  assert.equal(power, 'ended')
  assert.equal(end?.reason, 'stopped')
  assert.equal(room.pid(machine), undefined)
  await room.machines.forget(machine.run)
  assert.deepEqual(await room.leftovers(), [])
})

test('a guest that turns itself off ends its run as such, also while no daemon looks', async t => {
  const room = await machineRoom(t)
  const seen = await room.machine()
  await room.machines.start(seen, room.needs)
  await room.inGuest(seen, '(sleep 1; poweroff -f) >/dev/null 2>&1 &')
  assert.equal((await room.until(seen, ({ power }) => power === 'ended')).end?.reason, 'guest-shutdown')

  const unseen = await room.machine()
  await room.machines.start(unseen, room.needs)
  await room.inGuest(unseen, '(sleep 1; poweroff -f) >/dev/null 2>&1 &')
  await room.machines.close()
  await sleep(3_000)
  await room.restart()
  assert.equal((await room.until(unseen, ({ power }) => power === 'ended')).end?.reason, 'guest-shutdown')
})

test('a machine whose process is killed is reported as crashed at once, and its disk can be used again', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine()
  await room.machines.start(machine, room.needs)
  const before = Date.now()
  process.kill(room.pid(machine) ?? 0, 'SIGKILL')
  const { end } = await room.until(machine, ({ power }) => power === 'ended')
  assert.equal(end?.reason, 'crashed')
  assert.ok(Date.now() - before < 2_000, `it took ${Date.now() - before} ms`)
  await assert.rejects(room.machines.start(machine, room.needs), { code: 'start-failed' })

  const next = { ...machine, run: (await room.machine()).run }
  await room.machines.start(next, room.needs)
  assert.equal((await room.seen(next))?.power, 'running')
})

test('two machines cannot write to one disk', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine()
  await room.machines.start(machine, room.needs)
  const other = { ...(await room.machine()), disks: machine.disks }
  await assert.rejects(room.machines.start(other, room.needs), { code: 'start-failed', message: /lock/ })
  assert.equal(await room.seen(other), undefined)
  assert.equal((await room.seen(machine))?.power, 'running')
})

test('a machine outlives the daemon, which finds it again with what it said', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine()
  await room.machines.start(machine, room.needs)
  await room.inGuest(machine, 'echo said-before >/dev/ttyS0')
  const pid = room.pid(machine)
  await room.restart()
  const seen = await room.until(machine, ({ agent }) => agent.connected)
  assert.equal(seen.power, 'running')
  assert.equal(room.pid(machine), pid)
  const serial = await room.machines.openSerial(machine.run)
  const [past] = (await once(serial, 'data')) as [Buffer]
  assert.match(String(past), /said-before/)
  assert.equal((await room.inGuest(machine, 'echo alive')).stdout, 'alive\n')
  process.kill(pid ?? 0, 'SIGKILL')
  assert.equal((await room.until(machine, ({ power }) => power === 'ended')).end?.reason, 'crashed')
})

test('interfaces and disks come and go while the machine runs, and cables are pulled', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine()
  await room.machines.start(machine, room.needs)
  await room.inGuest(machine, 'true')
  const extra = { disk: newDisk(), volume: newVolume(), position: 1 }
  await room.volumes.make({ ...extra, want: 'present', parent: null, sizeBytes: 32 * 1024 * 1024 })
  const nic = aNic()
  const more = { ...machine, interfaces: [nic], disks: [...machine.disks, extra] }

  await room.machines.update(more, room.needs)
  await room.machines.update(more, room.needs)
  assert.deepEqual([...new Set(room.plugged.map(tap => tap.interface))], [nic.interface])
  const look = async (line: string, wanted: string) => {
    let said = ''
    for (let tries = 0; tries < 50 && said !== wanted; tries++) {
      said = (await room.inGuest(machine, line)).stdout.trim()
      if (said !== wanted) await sleep(200)
    }
    assert.equal(said, wanted)
  }
  await look('cat /sys/class/net/eth0/address', nic.mac)
  await look('cat /sys/block/vdb/size', '65536')

  await room.machines.update({ ...more, interfaces: [{ ...nic, connected: false }] }, room.needs)
  await room.inGuest(machine, 'ip link set eth0 up')
  await look('cat /sys/class/net/eth0/carrier', '0')
  await room.machines.update(more, room.needs)
  await look('cat /sys/class/net/eth0/carrier', '1')

  await room.machines.update(machine, room.needs)
  await look('ls /sys/class/net /sys/block | grep -cE "eth0|vdb"', '0')
  assert.equal((await room.leftovers()).filter(one => one.startsWith('tap')).length, 0)
  await room.volumes.remove(extra.volume)
  await room.machines.update(more.interfaces.length ? { ...machine, interfaces: [nic] } : machine, room.needs)
  await look('cat /sys/class/net/eth0/address', nic.mac)
})

test('a sealed disk holds what was on it at that instant, and others use it while the machine goes on', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine()
  await room.machines.start(machine, room.needs)
  await room.inGuest(machine, 'echo before > /root/mark; sync')
  const old = machine.disks[0]
  assert.ok(old)
  const sealed = old.volume as string as typeof room.tiny
  const top = { ...old, volume: newVolume() }
  await room.volumes.make({ ...top, want: 'present', parent: sealed, sizeBytes: 1 })
  const going = { ...machine, disks: [top] }
  await room.machines.update(going, room.needs)
  await room.machines.update(going, room.needs)
  await room.inGuest(machine, 'echo after > /root/mark; sync')
  await room.volumes.makeLayer(
    { layer: sealed, want: 'present', kind: 'disk', format: 'qcow2', parent: room.tiny, source: { kind: 'volume' } },
    { progress() {}, signal: t.signal },
  )

  const copy = await room.machine({}, { from: sealed })
  await room.machines.start(copy, room.needs)
  assert.equal((await room.inGuest(copy, 'cat /root/mark')).stdout, 'before\n')
  assert.equal((await room.inGuest(machine, 'cat /root/mark')).stdout, 'after\n')
  await room.machines.stop({ ...going, want: 'stopped' })
  const next = { ...going, run: (await room.machine()).run }
  await room.machines.start(next, room.needs)
  assert.equal((await room.inGuest(next, 'cat /root/mark')).stdout, 'after\n')
})

test('a guest reads its seed, and finds another disc when the medium is changed', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine({ seed: { instanceId: 'i-7', hostname: 'web', userData: '#cloud-config\n# ü\n' } })
  await room.machines.start(machine, room.needs)
  const read = (drive: string) =>
    `mkdir -p /tmp/cd && mount -t iso9660 -o ro /dev/${drive} /tmp/cd && cat /tmp/cd/meta-data /tmp/cd/user-data; umount /tmp/cd`
  const { stdout } = await room.inGuest(machine, read('sr1'))
  assert.equal(stdout, '{"instance-id":"i-7","local-hostname":"web"}\n#cloud-config\n# ü\n')

  const disc = join(room.folder, `${newLayer()}.raw`)
  copyFileSync(join(room.folder, 'machines', 'runs', machine.run, 'seed.iso'), disc)
  const needs = {
    ...room.needs,
    layer: async () => ({ file: disc, format: 'raw' as const, virtualSizeBytes: statSync(disc).size }),
  }
  const inserted = { ...machine, drives: [{ position: 0, layer: newLayer() }] }
  await room.machines.update(inserted, needs)
  await room.machines.update(inserted, needs)
  assert.equal((await room.inGuest(machine, read('sr0'))).stdout, stdout)
  await room.machines.update(machine, needs)
  assert.equal((await room.inGuest(machine, `${read('sr0')} 2>/dev/null; true`)).stdout, '')
})

test('resets are counted, and missing ones done once', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine()
  await room.machines.start(machine, room.needs)
  const boot = async () => (await room.inGuest(machine, 'cat /proc/sys/kernel/random/boot_id')).stdout
  const first = await boot()
  await room.machines.update({ ...machine, resets: 2 }, room.needs)
  assert.equal((await room.seen(machine))?.resetsDone, 2)
  await room.until(machine, ({ agent }) => !agent.connected)
  const second = await boot()
  assert.notEqual(second, first)
  await room.machines.update({ ...machine, resets: 2 }, room.needs)
  await sleep(500)
  assert.equal(await boot(), second)
})

test('every profile starts with either firmware, with all its slots used, and shows its screen to several viewers', async t => {
  const room = await machineRoom(t)
  for (const profile of ['linux', 'windows', 'generic'] as const)
    for (const firmware of ['bios', 'uefi'] as const) {
      const machine = await room.machine({
        profile,
        firmware,
        interfaces: Array.from({ length: 8 }, (_, position) => ({ ...aNic(), position })),
        drives: Array.from({ length: 5 }, (_, position) => ({ position, layer: null })),
      })
      const disks = [...machine.disks]
      for (let position = 1; position < 8; position++) {
        const disk = { disk: newDisk(), volume: newVolume(), position }
        await room.volumes.make({ ...disk, want: 'present', parent: null, sizeBytes: 1024 * 1024 })
        disks.push(disk)
      }
      await room.machines.start({ ...machine, disks }, room.needs)
      const viewers = await Promise.all([room.machines.openScreen(machine.run), room.machines.openScreen(machine.run)])
      for (const viewer of viewers) {
        const [greeting] = (await once(viewer, 'data')) as [Buffer]
        assert.match(String(greeting), /^RFB 003\.008/)
        viewer.destroy()
      }
      await room.machines.stop({ ...machine, want: 'off' })
      assert.equal((await room.seen(machine))?.end?.reason, 'stopped', `${profile} ${firmware}`)
    }
})

test('a machine without a system is ended by force when its time is over, or at once when that is asked meanwhile', async t => {
  const room = await machineRoom(t)
  const slow = await room.machine({ graceSeconds: 5 }, { from: null })
  await room.machines.start(slow, room.needs)
  const before = Date.now()
  await room.machines.stop({ ...slow, want: 'stopped' })
  assert.ok(Date.now() - before >= 5_000)

  const fast = await room.machine({ graceSeconds: 600 }, { from: null })
  await room.machines.start(fast, room.needs)
  const graceful = room.machines.stop({ ...fast, want: 'stopped' })
  await room.machines.stop({ ...fast, want: 'off' })
  await graceful
  assert.equal((await room.seen(fast))?.end?.reason, 'stopped')
})
