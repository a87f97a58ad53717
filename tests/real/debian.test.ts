import assert from 'node:assert/strict'
import { test } from 'node:test'
import { install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJf3x0pYkqkzT3k2n1l0V7b5bJg8h9c0d1e2f3a4b5c6 tester'
const userData = `#cloud-config
ssh_authorized_keys:
  - ${key}
write_files:
  - path: /etc/paddock-was-here
    content: from user data
runcmd:
  - [sh, -c, 'echo done > /run/ran']
`

test('a Debian guest takes host name, SSH key and user data from its seed, and tells its address by its agent; it stops gracefully (BEY-20, BEY-21, LAB-3)', async t => {
  const paddock = await install(t)
  const { tenant } = paddock
  const template = await paddock.template('Debian 12 server')
  const [machine] = (await tenant.template.get({ template: template.id })).spec.vms
  assert.ok(machine)
  const lab = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'Debian',
    spec: { networks: [{ name: 'lan', cidr: '10.0.0.0/24' }], vms: [{ ...machine, name: 'bookworm', userData }] },
    start: true,
  })
  const vm = (await becomes(paddock, lab.id, 'running')).vms[0]
  assert.ok(vm)
  await sh(paddock, vm.id, 'cloud-init status --wait || true', 420_000)
  assert.equal((await sh(paddock, vm.id, 'hostname')).trim(), 'bookworm')
  assert.match(await sh(paddock, vm.id, 'cat /etc/os-release'), /VERSION_ID="12"/)
  assert.equal((await sh(paddock, vm.id, 'cat /etc/paddock-was-here')).trim(), 'from user data')
  assert.equal((await sh(paddock, vm.id, 'cat /run/ran')).trim(), 'done')
  assert.ok(
    (await sh(paddock, vm.id, 'cat /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys 2>/dev/null')).includes(key),
  )
  await sh(paddock, vm.id, 'systemctl is-active ssh')
  const shown = await tenant.vm.get({ vm: vm.id })
  assert.equal(shown.agent.connected, true)
  assert.ok(shown.agent.addresses.some(({ address }) => address === vm.interfaces[0]?.address))
  await tenant.lab.stop({ lab: lab.id, graceSeconds: 180 })
  await becomes(paddock, lab.id, 'stopped', 200_000)
})
