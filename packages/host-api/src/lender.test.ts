import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lender } from './lender.ts'

/** Reads so many bytes, and gives back what is lent if it is told to. */
function read(memory: ReturnType<typeof lender>, length: number, giveBack = true): Buffer {
  const [piece, done] = lent(memory, length)
  if (giveBack) done()
  return piece
}

function lent(memory: ReturnType<typeof lender>, length: number): [Buffer, () => void] {
  let got: [Buffer, () => void] | undefined
  memory.lend(length, (piece, done) => {
    got = [piece, done]
  })
  assert.ok(got)
  return got
}

test('what is lent is not written to before it is given back', () => {
  const memory = lender()
  const first = memory.next()
  const [piece, done] = lent(memory, 10)
  assert.equal(piece.buffer, first.buffer)
  assert.notEqual(memory.next(), first)
  read(memory, 10, false)
  assert.notEqual(memory.next(), first)
  read(memory, 10, false)
  done()
  assert.equal(memory.next(), first)
})

test('a screen at full speed is read in large pieces, the same again and again; one that is quiet holds a small one', () => {
  const memory = lender()
  const small = memory.next().length
  for (let at = 0; at < 10; at += 1) read(memory, memory.next().length)
  const large = memory.next()
  assert.ok(large.length >= 16 * small)
  read(memory, large.length)
  assert.equal(memory.next(), large)
  for (let at = 0; at < 100; at += 1) {
    read(memory, 16)
    memory.next()
  }
  assert.equal(memory.next().length, small)
})
