import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostRules, markedHostRules } from './host-rules.ts'

const one = { tag: 'ab12', egressCidr: '100.64.0.0/15' }

test("an installation's rules are about its own labs only, and hold before there is one", () => {
  const text = hostRules(one, ['10.1.0.0/16'])
  for (const line of text.trim().split('\n')) assert.ok(line.includes('inet paddock_ab12 '.trim()), line)
  const named = [...text.matchAll(/[io]ifname (\S+)/g)].map(found => found[1])
  assert.deepEqual([...new Set(named)], ['"pdab12x*"'])
  assert.ok(text.includes('denied { 169.254.0.0/16, 100.64.0.0/15, 10.1.0.0/16 }'))
})

test('nothing that comes from a lab ends at the host or in another lab', () => {
  const text = hostRules(one, [])
  for (const rule of [
    'from_lab fib daddr type { local, broadcast, anycast, multicast } drop',
    'from_lab fib saddr . iif oif missing drop',
    'from_lab meta nfproto != ipv4 drop',
    'input iifname "pdab12x*" drop',
    'forward iifname "pdab12x*" oifname "pdab12x*" drop',
    'forward oifname "pdab12x*" ct state != { established, related } drop',
  ])
    assert.ok(text.includes(rule), rule)
})

test('the mark of the rules changes with them', () => {
  const { mark, rules } = markedHostRules(one, [])
  assert.ok(rules.endsWith(`add chain inet paddock_ab12 ${mark}\n`))
  assert.equal(markedHostRules(one, []).mark, mark)
  assert.notEqual(markedHostRules(one, ['10.0.0.0/8']).mark, mark)
})
