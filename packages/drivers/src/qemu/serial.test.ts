import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setImmediate as soon } from 'node:timers/promises'
import { boundLog, SerialPort } from './serial.ts'

function logFile(t: TestContext, content = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'serial-'))
  const file = join(folder, 'serial.log')
  writeFileSync(file, content)
  t.after(() => {
    unlinkSync(file)
    rmdirSync(folder)
  })
  return file
}

/** A port and the guest's end of it. */
function port(t: TestContext, past = '') {
  const serial = new SerialPort(logFile(t, past))
  const guest = new PassThrough()
  const typed: string[] = []
  const socket = Object.assign(guest, {
    write: (chunk: Buffer, done: () => void) => {
      typed.push(String(chunk))
      done()
      return true
    },
  })
  serial.attach(socket as unknown as Socket)
  return { serial, say: (text: string) => void guest.push(text), typed }
}

test('a late viewer sees what was said before it came, also before this daemon', async t => {
  const { serial, say } = port(t, 'from the log ')
  say('heard ')
  await soon()
  const viewer = serial.open()
  say('now')
  await soon()
  assert.equal(String(viewer.read()), 'from the log heard now')
})

test('every viewer types, and one that leaves disturbs nobody', async t => {
  const { serial, say, typed } = port(t)
  const [first, second] = [serial.open(), serial.open()]
  first.write('a')
  second.write('b')
  first.destroy()
  say('still here')
  await soon()
  assert.deepEqual(typed, ['a', 'b'])
  assert.equal(String(second.read()), 'still here')
})

test('a viewer that takes nothing is dropped, and the guest does not wait for it', async t => {
  const { serial, say } = port(t)
  const slow = serial.open()
  for (let part = 0; part < 20; part++) {
    say('x'.repeat(100_000))
    await soon()
  }
  assert.equal(slow.destroyed, true)
})

test('a log that grew too long keeps its end', t => {
  const file = logFile(t, `${'old '.repeat(1000)}the end`)
  boundLog(file, 1000, 7)
  assert.equal(readFileSync(file, 'utf8'), 'the end')
  boundLog(file, 1000, 7)
  assert.equal(readFileSync(file, 'utf8'), 'the end')
})
