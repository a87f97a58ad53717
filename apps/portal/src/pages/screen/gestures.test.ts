import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Act, Gestures, type Point } from './gestures.ts'

const at = (x: number, y = 0): Point => ({ x, y })
const words = (acts: readonly Act[]) => acts.map(wordsOf)

function wordsOf(act: Act): string {
  switch (act.do) {
    case 'press':
    case 'move':
    case 'release':
      return `${act.do} ${act.button} ${act.at.x},${act.at.y}`
    case 'pan':
      return `pan ${act.by.x},${act.by.y}`
    case 'zoom':
      return `zoom ${act.by} about ${act.about.x},${act.about.y}`
    case 'scroll':
      return `scroll ${act.by}`
  }
}

test('a tap clicks, and two of them double-click at the same place', () => {
  const fingers = new Gestures()
  assert.deepEqual(words(fingers.down([at(50)], 0)), [])
  assert.deepEqual(words(fingers.move([at(54)], false)), [], 'a finger trembles')
  assert.deepEqual(words(fingers.up(0, 80)), ['press left 50,0', 'release left 50,0'])
  assert.deepEqual(words(fingers.down([at(58)], 200)), ['press left 50,0'])
  assert.deepEqual(words(fingers.up(0, 260)), ['release left 50,0'])
})

test('a finger that rests presses the right button, once', () => {
  const fingers = new Gestures()
  fingers.down([at(50)], 0)
  assert.deepEqual(words(fingers.rested()), ['press right 50,0', 'release right 50,0'])
  assert.deepEqual(words([...fingers.move([at(90)], true), ...fingers.up(0, 900)]), [])
})

test('one finger pans what is larger than the page, and drags what is not', () => {
  const pans = new Gestures()
  pans.down([at(50)], 0)
  assert.deepEqual(words([...pans.move([at(80)], true), ...pans.move([at(85, 5)], true)]), ['pan 30,0', 'pan 5,5'])
  assert.deepEqual(words(pans.up(0, 400)), [])

  const drags = new Gestures()
  drags.down([at(50)], 0)
  assert.deepEqual(words(drags.move([at(80)], false)), ['press left 50,0', 'move left 80,0'])
  assert.deepEqual(words(drags.up(0, 400)), ['release left 80,0'])
})

test('a tap and then a drag drags, also what could be panned', () => {
  const fingers = new Gestures()
  fingers.down([at(50)], 0)
  fingers.up(0, 50)
  assert.deepEqual(words(fingers.down([at(50)], 150)), ['press left 50,0'])
  assert.deepEqual(words(fingers.move([at(90)], true)), ['move left 90,0'])
  assert.deepEqual(words(fingers.move([at(92)], true)), ['move left 92,0'])
  assert.deepEqual(words(fingers.up(0, 400)), ['release left 92,0'])
})

test('two fingers zoom about their middle, or scroll where there is nothing to pan', () => {
  const zooms = new Gestures()
  zooms.down([at(100)], 0)
  zooms.down([at(100), at(200)], 20)
  assert.deepEqual(words(zooms.move([at(50), at(250)], false)), ['zoom 2 about 150,0', 'pan 0,0'])
  assert.deepEqual(words([...zooms.up(1, 300), ...zooms.move([at(80)], true), ...zooms.up(0, 400)]), [])

  const scrolls = new Gestures()
  scrolls.down([at(100), at(200)], 0)
  assert.deepEqual(words(scrolls.move([at(100, -30), at(200, -30)], false)), ['scroll 30'])
  assert.deepEqual(words(scrolls.move([at(100, -40), at(200, -40)], true)), ['pan 0,-10'])
})

test('a second finger ends what the first one dragged', () => {
  const fingers = new Gestures()
  fingers.down([at(50)], 0)
  fingers.move([at(80)], false)
  assert.deepEqual(words(fingers.down([at(80), at(150)], 300)), ['release left 80,0'])
})
