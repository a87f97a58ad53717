import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { removeTree } from '@paddock/linux'
import { Refusal } from '../refusal.ts'
import { readSettings } from './read.ts'

async function settings(
  t: TestContext,
  { env = {}, file, options = [] }: { env?: Record<string, string>; file?: string; options?: string[] },
) {
  const data = await mkdtemp(join(tmpdir(), 'paddock-settings-'))
  t.after(() => removeTree(data, tmpdir()))
  if (file !== undefined) await writeFile(join(data, 'paddock.yaml'), file)
  return readSettings({ options, env: { PADDOCK_DATA: data, ...env } })
}

test('without any setting Paddock listens to this machine only, and keeps its data in /var/lib/paddock', async () => {
  assert.deepEqual(await readSettings({ options: [], env: {} }), {
    data: '/var/lib/paddock',
    listen: { host: '127.0.0.1', port: 8080 },
    databaseUrl: null,
    publicUrl: null,
    logLevel: 'info',
    trustedProxies: [],
    sessionHours: null,
    requestsPerMinute: null,
    signInsPerMinute: null,
    simulatedHosts: 3,
    cache: '/var/cache/paddock',
    auditAnchor: null,
    layerGraceSeconds: null,
    trashDays: null,
    smtpUrl: null,
    mailFrom: null,
    privateProviders: false,
    egressCidr: null,
    deniedNetworks: [],
    resolvers: null,
  })
})

test('the environment wins over the file, and the command line over both', async t => {
  const file = 'listen: 0.0.0.0:9000\nlogLevel: debug\n'
  const both = await settings(t, { file, env: { PADDOCK_LISTEN: '[::1]:9001' } })
  assert.deepEqual(both.listen, { host: '::1', port: 9001 })
  assert.equal(both.logLevel, 'debug')
  assert.equal((await settings(t, { options: ['--data', '/srv/paddock/'] })).data, '/srv/paddock')
})

const refused: { what: string; given: Parameters<typeof settings>[1]; says: RegExp }[] = [
  {
    what: 'a port that is a word',
    given: { env: { PADDOCK_LISTEN: 'localhost:http' } },
    says: /^PADDOCK_LISTEN \(environment\): expected ADDRESS:PORT/,
  },
  { what: 'no port', given: { env: { PADDOCK_LISTEN: '127.0.0.1' } }, says: /PADDOCK_LISTEN.*127\.0\.0\.1:8080/ },
  { what: 'a port beyond the last', given: { env: { PADDOCK_LISTEN: '127.0.0.1:65536' } }, says: /PADDOCK_LISTEN/ },
  { what: 'a port only root can take', given: { env: { PADDOCK_LISTEN: '0.0.0.0:443' } }, says: /1024 or more/ },
  {
    what: 'a relative data folder',
    given: { env: { PADDOCK_DATA: 'data' } },
    says: /^PADDOCK_DATA: expected a path that begins with \/, got “data”/,
  },
  { what: 'an empty data folder', given: { env: { PADDOCK_DATA: '' } }, says: /^PADDOCK_DATA: expected a path/ },
  { what: 'the whole machine as data folder', given: { env: { PADDOCK_DATA: '/' } }, says: /of Paddock’s own/ },
  {
    what: 'a data folder too long for sockets',
    given: { env: { PADDOCK_DATA: `/${'x'.repeat(70)}` } },
    says: /at most 40 bytes/,
  },
  {
    what: 'another database',
    given: { env: { DATABASE_URL: 'mysql://u:hunter2@db/x' } },
    says: /^DATABASE_URL \(environment\): expected an address such as postgresql:/,
  },
  {
    what: 'a way out for no more than one lab',
    given: { file: 'egressCidr: 100.64.0.0/30' },
    says: /^egressCidr \(.*\): expected a network of \/24 or larger/,
  },
  {
    what: 'a network without a length',
    given: { file: 'deniedNetworks: [10.0.0.0]' },
    says: /deniedNetworks\.0.*10\.0\.0\.0\/16/,
  },
  { what: 'a resolver by name', given: { file: 'resolvers: [dns.example.org]' }, says: /resolvers\.0.*IPv4 address/ },
  {
    what: 'a mistyped variable',
    given: { env: { PADDOCK_LISTNE: ':1' } },
    says: /PADDOCK_LISTNE \(environment\) is not a setting\. Did you mean PADDOCK_LISTEN\?/,
  },
  {
    what: 'a mistyped key',
    given: { file: 'lisen: 1' },
    says: /^lisen \(.*paddock\.yaml\) is not a setting\. Did you mean listen\?/,
  },
  {
    what: 'a number for an address',
    given: { file: 'listen: 8080' },
    says: /^listen \(.*paddock\.yaml\): expected string/,
  },
  {
    what: 'a log level that does not exist',
    given: { file: 'logLevel: loud' },
    says: /^logLevel .*expected debug, info, warn or error/,
  },
  { what: 'a list in place of settings', given: { file: '- 1' }, says: /paddock\.yaml: expected object/ },
  {
    what: 'a proxy that is no address',
    given: { file: 'trustedProxies: [10.0.0.1, proxy]' },
    says: /^trustedProxies\.1 .*expected an address/,
  },
  { what: 'no YAML', given: { file: 'listen: [' }, says: /is not YAML/ },
  {
    what: 'too few simulated hosts',
    given: { env: { PADDOCK_SIMULATED_HOSTS: '0' } },
    says: /^PADDOCK_SIMULATED_HOSTS \(environment\): expected a whole number from 1/,
  },
  {
    what: 'simulated hosts in words',
    given: { env: { PADDOCK_SIMULATED_HOSTS: 'ten' } },
    says: /^PADDOCK_SIMULATED_HOSTS \(environment\): expected a whole number/,
  },
  {
    what: 'a file that is named and not there',
    given: { env: { PADDOCK_CONFIG: '/nowhere/paddock.yaml' } },
    says: /\/nowhere\/paddock\.yaml can't be read \(ENOENT\)/,
  },
  { what: 'an unknown option', given: { options: ['--dta', '/x'] }, says: /--data FOLDER.*--dta/ },
]

for (const { what, given, says } of refused)
  test(`${what} is refused with the setting's name and what was expected`, async t => {
    await assert.rejects(settings(t, given), problem => {
      assert.ok(problem instanceof Refusal)
      assert.match(problem.message, says)
      assert.doesNotMatch(problem.message, /hunter2/)
      return true
    })
  })

test('variables of the command line and of tests are nobody’s mistake', async t => {
  await settings(t, { env: { PADDOCK_URL: 'http://x', PADDOCK_TOKEN: 'y', PADDOCK_TEST_POSTGRES: '/z' } })
})

test('a database behind a Unix socket has an address too', async t => {
  const databaseUrl = 'postgresql://paddock@/paddock?host=%2Fvar%2Frun%2Fpostgresql'
  assert.equal((await settings(t, { env: { DATABASE_URL: databaseUrl } })).databaseUrl, databaseUrl)
})

test('an empty configuration file sets nothing', async t => {
  assert.equal((await settings(t, { file: '# listen: 0.0.0.0:8080\n' })).listen.port, 8080)
})
