import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run } from '@paddock/linux'
import { cpioArchive } from './cpio.ts'

test('an archive holds folders, files with their modes, and links, as another program reads it', async () => {
  const archive = cpioArchive([
    { path: 'bin', kind: 'folder' },
    { path: 'bin/tool', kind: 'file', mode: 0o755, content: Buffer.from('five!') },
    { path: 'bin/other', kind: 'link', target: 'tool' },
  ])
  assert.equal(archive.length % 4, 0)
  const list = await run(['busybox', 'cpio', '-t', '-v'], { timeoutMs: 10_000, input: archive })
  const lines = list
    .trim()
    .split('\n')
    .map(line => line.replace(/\s+/g, ' '))
  assert.match(lines[0] ?? '', /^drwxr-xr-x .* bin$/)
  assert.match(lines[1] ?? '', /^-rwxr-xr-x .* 5 .* bin\/tool$/)
  assert.match(lines[2] ?? '', /^lrwxrwxrwx .* bin\/other( -> tool)?$/)
})
