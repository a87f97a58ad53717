import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { removeTree } from '@paddock/linux'
import { examineImports } from '../../tools/check/imports.ts'
import { root } from '../../tools/check/root.ts'
import { sourceFiles } from '../../tools/check/source-files.ts'

/** A small repository with these files, each importing what it is given. */
async function repository(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'paddock-imports-')))
  t.after(() => removeTree(folder, tmpdir()))
  for (const name of ['apps', 'packages', 'tests', 'tools', 'bench']) await mkdir(join(folder, name))
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

test('every import keeps to who may import whom, and the examination saw every source file', async () => {
  const report = await examineImports(root)
  assert.deepEqual(report.refused, [])
  assert.deepEqual(report.unseen, [])
  assert.ok(report.modules >= sourceFiles(root).length)
})

const index = 'export const x = 1\n'
const refused: { what: string; files: Record<string, string>; rule: string }[] = [
  {
    what: 'the controller sees no driver',
    files: {
      'packages/controller/src/a.ts': "export * from '../../drivers/src/index.ts'",
      'packages/drivers/src/index.ts': index,
    },
    rule: 'controller-imports',
  },
  {
    what: 'the host sees no database',
    files: {
      'packages/host/src/a.ts': "export * from '../../store/src/index.ts'",
      'packages/store/src/index.ts': index,
    },
    rule: 'host-imports',
  },
  {
    what: 'even a type is an import',
    files: {
      'packages/host/src/a.ts': "import type { X } from '../../store/src/index.ts'\nexport type Y = X",
      'packages/store/src/index.ts': 'export type X = 1',
    },
    rule: 'host-imports',
  },
  {
    what: 'the model does no I/O',
    files: { 'packages/model/src/a.ts': "import { readFile } from 'node:fs/promises'\nexport { readFile }" },
    rule: 'model-is-pure',
  },
  {
    what: 'a package has one door',
    files: { 'packages/host/src/a.ts': "export * from '../../model/src/b.ts'", 'packages/model/src/b.ts': index },
    rule: 'front-door',
  },
  {
    what: 'inside, nobody goes through the door',
    files: { 'packages/model/src/index.ts': index, 'packages/model/src/a.ts': "export * from './index.ts'" },
    rule: 'files-inside',
  },
  {
    what: 'no cycles',
    files: { 'packages/model/src/a.ts': "export * from './b.ts'", 'packages/model/src/b.ts': "export * from './a.ts'" },
    rule: 'no-cycles',
  },
  {
    what: 'production never imports the test builders',
    files: {
      'apps/paddockd/src/a.ts': "export * from '../../../packages/testing/src/index.ts'",
      'packages/testing/src/index.ts': index,
    },
    rule: 'testing-is-for-tests',
  },
  {
    what: 'an import leads somewhere',
    files: { 'packages/model/src/a.ts': "export * from './nowhere.ts'" },
    rule: 'resolvable',
  },
]

for (const { what, files, rule } of refused)
  test(`the rules refuse what they should: ${what}`, async t => {
    const report = await examineImports(await repository(t, files))
    assert.ok(
      report.refused.some(sentence => sentence.includes(`(${rule}:`)),
      JSON.stringify(report.refused),
    )
  })
