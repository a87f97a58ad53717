import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packageFiles, sourceLines } from './archive.ts'
import { librariesListed } from './tree.ts'

test('package files are read from what apt would fetch', () => {
  const list = `Reading package lists...
'http://deb.example/pool/m/mtools/mtools_4.0.33-1%2breally4.0.32-1_amd64.deb' mtools_4.0.33-1+really4.0.32-1_amd64.deb 201972 MD5Sum:6af7
'http://deb.example/pool/q/qemu/qemu-guest-agent_7.2_amd64.deb' qemu-guest-agent_1%3a7.2_amd64.deb 346272 SHA256:00
`
  assert.deepEqual(packageFiles(list), [
    'mtools_4.0.33-1+really4.0.32-1_amd64.deb',
    'qemu-guest-agent_1%3a7.2_amd64.deb',
  ])
})

test("only Debian's own archives of the release become sources, each once, and without them the reason is said", () => {
  const targets = `Debian|bookworm|http://deb.example/debian/|bookworm|main|/usr/share/keyrings/debian.gpg
Debian|bookworm|http://deb.example/debian/|bookworm|main|/usr/share/keyrings/debian.gpg
Debian|bookworm-security|http://deb.example/security/|bookworm-security|main|$(SIGNED_BY)
Debian|trixie|http://deb.example/debian/|trixie|main|
Another|bookworm|http://other.example/|bookworm|main|
`
  assert.equal(
    sourceLines(targets, 'bookworm'),
    `deb [signed-by=/usr/share/keyrings/debian.gpg] http://deb.example/debian/ bookworm main
deb http://deb.example/security/ bookworm-security main
`,
  )
  assert.throws(() => sourceLines(targets, 'bullseye'), /no archive of Debian's release bullseye/)
})

test('the libraries of a program are those that its loader finds as files', () => {
  const list = `	linux-vdso.so.1 (0x00007ffd2)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f01)
	/lib64/ld-linux-x86-64.so.2 (0x00007f02)
`
  assert.deepEqual(librariesListed(list), ['/lib/x86_64-linux-gnu/libc.so.6'])
})
