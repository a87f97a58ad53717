import assert from 'node:assert/strict'
import { test } from 'node:test'
import { productSources } from './files.ts'

/** What makes a shell read a string, or deletes a tree, in one source text. */
const shell = [
  /\bshell\s*:\s*(true|['"`])/,
  /\bimport\s*\{[^}]*\bexec(Sync)?\b[^}]*\}\s*from\s*['"](node:)?child_process['"]/,
  /['"](\/bin\/)?(ba|da|z)?sh['"]\s*,\s*\[?\s*['"]-\w*c['"]/,
]
const recursiveDelete = [/\brm(dir)?(Sync)?\([^)]*recursive\s*:\s*true/, /['"]rm['"]\s*,\s*\[?\s*['"]-\w*[rR]/]

const matching = (patterns: readonly RegExp[]) =>
  productSources()
    .filter(({ text }) => patterns.some(pattern => pattern.test(text)))
    .map(({ path }) => path)

/** What is read by a guest's own shell, and is the same for every guest. */
const inGuests = ['packages/drivers/src/qemu/memory/identity.ts']

test('a command is a list of words: no shell of a host reads a string anywhere', () => {
  assert.deepEqual(matching(shell), inGuests)
})

test('trees are deleted by one function only, which looks where they are', () => {
  assert.deepEqual(matching(recursiveDelete), ['packages/linux/src/removeTree.ts'])
})

test('these rules see what they are about', () => {
  for (const text of [
    "spawn('ls', { shell: true })",
    "import { exec } from 'node:child_process'",
    "run(['sh', '-c', line])",
    "spawn('/bin/sh', ['-ec', line])",
  ])
    assert.ok(
      shell.some(pattern => pattern.test(text)),
      text,
    )
  for (const text of [
    'await rm(folder, { recursive: true, force: true })',
    'rmSync(x, { force: true, recursive: true })',
    "run(['rm', '-rf', path])",
  ])
    assert.ok(
      recursiveDelete.some(pattern => pattern.test(text)),
      text,
    )
  assert.ok(!shell.some(pattern => pattern.test("run(['psql', '-c', sql]); machine.exec(call)")))
})
