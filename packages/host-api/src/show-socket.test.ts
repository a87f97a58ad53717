import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { nearLine } from './near-line.ts'
import { hideSockets, showSocket } from './show-socket.ts'

const uid = process.getuid?.() ?? 0

/** A machine's folder with a socket that greets, and the folder where it is shown. */
async function startMachine(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-shown-'))
  const vm = await mkdtemp(join(folder, 'vm'))
  const shown = await mkdtemp(join(folder, 'shown'))
  const path = join(vm, 'screen')
  const connections: Socket[] = []
  const server = createServer(socket => {
    connections.push(socket)
    socket.on('error', () => {})
    socket.write('RFB 003.008\n')
  }).listen(path)
  await once(server, 'listening')
  t.after(async () => {
    for (const socket of connections) socket.destroy()
    server.close()
    await rm(folder, { recursive: true })
  })
  return { vm, shown, path, connections }
}

test('a machine’s socket is shown under another name, and its greeting waits for who reads it', async t => {
  const { shown, path, connections } = await startMachine(t)
  const line = await nearLine(join(shown, await showSocket(shown, { path, uid })), 1_000)
  const first = await new Promise<string>(resolve =>
    line.read((piece, done) => {
      resolve(String(piece))
      done()
    }),
  )
  assert.equal(first, 'RFB 003.008\n')
  const [machine] = connections
  assert.ok(machine)
  line.write(Buffer.from('hello'))
  assert.equal(String((await once(machine, 'data'))[0]), 'hello')
  const ended = new Promise<void>(resolve => line.onceEnded(resolve))
  machine.destroy()
  await ended
})

test('everything that a fast screen sends arrives in order, though its memory is used again', async t => {
  const { shown, path, connections } = await startMachine(t)
  const line = await nearLine(join(shown, await showSocket(shown, { path, uid })), 1_000)
  const sent = Buffer.alloc(4 * 1024 * 1024)
  for (let at = 0; at < sent.length; at += 4) sent.writeUInt32LE(at, at)
  const got: Buffer[] = []
  let length = 0
  const whole = new Promise<void>(resolve => {
    const waiting: (() => void)[] = []
    line.read((piece, done) => {
      // A viewer that is slow: three pieces are on their way at a time.
      waiting.push(() => {
        got.push(Buffer.from(piece))
        done()
      })
      length += piece.length
      if (waiting.length > 3) waiting.shift()?.()
      if (length === sent.length + 12) {
        for (const take of waiting.splice(0)) take()
        resolve()
      }
    })
  })
  while (connections.length === 0) await new Promise(resolve => setImmediate(resolve))
  connections[0]?.write(sent)
  await whole
  assert.ok(Buffer.concat(got).subarray(12).equals(sent))
})

test('only a socket that the machine’s own user made is shown: no link to another, no file, nobody else’s', async t => {
  const { vm, shown, path } = await startMachine(t)
  const other = join(vm, 'other')
  await symlink(path, other)
  await assert.rejects(showSocket(shown, { path: other, uid }), /is no socket/)
  await writeFile(join(vm, 'file'), '')
  await assert.rejects(showSocket(shown, { path: join(vm, 'file'), uid }), /is no socket/)
  await assert.rejects(showSocket(shown, { path, uid: uid + 1 }), /is no socket/)
  await assert.rejects(showSocket(shown, { path: join(vm, 'none'), uid }), { code: 'ENOENT' })
  assert.deepEqual(await readdir(shown), [])
})

test('names that a daemon left are removed by the next', async t => {
  const { shown, path } = await startMachine(t)
  await showSocket(shown, { path, uid })
  await hideSockets(shown)
  assert.deepEqual(await readdir(shown), [])
})
