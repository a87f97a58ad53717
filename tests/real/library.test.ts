import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '@paddock/testing'
import { type Installation, install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'

let paddock: Installation
const ending: (() => unknown)[] = []
before(async () => {
  paddock = await install({ after: end => void ending.unshift(end as () => unknown) })
  await paddock.template('Tiny Linux')
})
after(async () => {
  for (const end of ending) await end()
})

test('templates are listed, inspected and exported, and what was exported makes the same lab again (LIB-3)', async () => {
  const { tenant } = paddock
  const names = (await tenant.template.list()).items.map(({ name }) => name)
  for (const name of ['Tiny Linux', 'Debian 12 server', 'Web shop']) assert.ok(names.includes(name), name)
  const shop = await paddock.template('Web shop')
  const detail = await tenant.template.get({ template: shop.id })
  assert.deepEqual([detail.vmCount, detail.networkCount, detail.spec.vms.length], [6, 2, 6])
  const document = await tenant.template.export({ template: shop.id })
  const again = await tenant.template.create({ ...document, name: 'My shop' })
  assert.equal(again.scope, 'tenant')
  assert.deepEqual(again.spec, detail.spec)
  await tenant.template.delete({ template: again.id })
})

test('cores, memory, firmware and guest profile of a template are those of the machine (LIB-7)', async () => {
  const { tenant } = paddock
  const tiny = await paddock.template('Tiny Linux')
  const [machine] = (await tenant.template.get({ template: tiny.id })).spec.vms
  assert.ok(machine)
  const of = (
    name: string,
    profile: 'linux' | 'windows' | 'generic',
    cores: number,
    memoryMiB: number,
    firmware: 'bios' | 'uefi',
  ) => ({
    ...machine,
    name,
    profile,
    cores,
    memoryMiB,
    firmware,
  })
  const template = await tenant.template.create({
    name: 'Three kinds',
    spec: {
      networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
      vms: [
        of('virtio', 'linux', 2, 192, 'bios'),
        of('fallback', 'generic', 1, 160, 'bios'),
        of('modern', 'linux', 1, 256, 'uefi'),
      ],
    },
  })
  const lab = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'Kinds',
    templateId: template.id,
    start: true,
  })
  const running = await becomes(paddock, lab.id, 'running')
  const look = async (name: string) => {
    const vm = running.vms.find(each => each.name === name)
    const said = await sh(
      paddock,
      vm?.id ?? '',
      'nproc; grep MemTotal /proc/meminfo; ls /sys/block; test -d /sys/firmware/efi && echo uefi || echo bios; cat /sys/class/net/eth0/device/uevent',
      180_000,
    )
    return said
  }
  const virtio = await look('virtio')
  assert.match(virtio, /^2\n/)
  assert.match(virtio, /\bvda\b/)
  assert.match(virtio, /bios/)
  assert.match(virtio, /DRIVER=virtio/)
  const memory = (text: string) => Number(/MemTotal:\s+(\d+)/.exec(text)?.[1]) / 1024
  assert.ok(memory(virtio) > 140 && memory(virtio) < 192, `${memory(virtio)} MiB of 192`)
  const fallback = await look('fallback')
  assert.match(fallback, /^1\n/)
  assert.match(fallback, /\bsda\b/)
  assert.match(fallback, /DRIVER=e1000/)
  assert.match(await look('modern'), /uefi/)
  await tenant.lab.delete({ lab: lab.id, now: true })
  await becomes(paddock, lab.id, 'gone')
})

test('a machine made from nothing boots an installer from its CD, and then what was installed (LAB-5, LAB-3)', async () => {
  const { tenant, cli } = paddock
  const asset = await until(
    'the installer’s CD is made',
    async () =>
      (await tenant.asset.list()).items.find(each => each.name === 'Tiny Linux installer' && each.state === 'ready'),
    { withinMs: 10 * 60_000 },
  )
  const lab = await tenant.lab.create({ projectId: await paddock.project(), name: 'From nothing' })
  assert.equal(lab.state, 'empty')
  const network = await tenant.network.create({ lab: lab.id, name: 'lan', cidr: '10.0.0.0/24' })
  const vm = await tenant.vm.create({
    lab: lab.id,
    name: 'fresh',
    memoryMiB: 256,
    disks: [{ name: 'root', sizeBytes: 512 * 1024 * 1024 }],
    networkIds: [network.id],
    cdAssetId: asset.id,
  })
  await tenant.vm.start({ vm: vm.id })
  await becomes(paddock, lab.id, 'running')
  const serial = async (stdin: string, quiet: number) =>
    (await cli.paddock(['vm', 'console', 'from-nothing/fresh', '--quiet', `${quiet}`], { stdin })).stdout
  await until('the installer asks', async () => (/Tiny Linux installer/.test(await serial('', 1)) ? true : undefined), {
    withinMs: 180_000,
  })
  await serial('\rinstall\r', 15)
  await until(
    'it says that it is done',
    async () => (/[Ii]nstalled|[Dd]one/.test(await serial('', 1)) ? true : undefined),
    { withinMs: 180_000 },
  )

  await tenant.vm.insert({ vm: vm.id, assetId: null })
  await tenant.vm.powerOff({ vm: vm.id })
  await becomes(paddock, lab.id, 'stopped')
  await tenant.vm.start({ vm: vm.id })
  await becomes(paddock, lab.id, 'running')
  // Its own disk now: the agent of the installed system answers, under the name that the seed gives it.
  assert.equal((await sh(paddock, vm.id, 'hostname', 180_000)).trim(), 'fresh')
  await sh(paddock, vm.id, 'grep -q " / ext4" /proc/mounts')
  await tenant.lab.delete({ lab: lab.id, now: true })
  await becomes(paddock, lab.id, 'gone')
})
