import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { settingNames } from 'paddockd'
import { root } from '../../tools/check/root.ts'

test('every setting is documented, and every documented setting exists', () => {
  const rows = readFileSync(join(root, 'docs/reference/settings.md'), 'utf8').matchAll(
    /^\| (?:`(\w+)`)? ?\| (?:`(\w+)`)? ?\|/gm,
  )
  const documented = [...rows].flatMap(([, key, variable]) => [key, variable]).filter(name => name !== undefined)
  const { keys, variables } = settingNames()
  assert.deepEqual(documented.toSorted(), [...keys, ...variables].toSorted())
})
