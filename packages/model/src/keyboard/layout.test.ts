import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strokesFor } from './layout.ts'

const words = (text: string, layout: 'us' | 'de') =>
  strokesFor(text, layout)
    .strokes.map(stroke => stroke.join('+'))
    .join(' ')

test('what a key gives depends on the layout of the guest, and so does the key for a character (BEY-16)', () => {
  const cases: [string, string, string][] = [
    ['z', 'z', 'y'],
    ['Y', 'shift+y', 'shift+z'],
    ['@', 'shift+2', 'alt_r+q'],
    ['"', 'shift+apostrophe', 'shift+2'],
    ['|', 'shift+backslash', 'alt_r+less'],
    ['~', 'shift+grave_accent', 'alt_r+bracket_right'],
    ['^', 'shift+6', 'grave_accent spc'],
    ['`', 'grave_accent', 'shift+equal spc'],
    ['-', 'minus', 'slash'],
    [' \t', 'spc tab', 'spc tab'],
  ]
  for (const [text, us, de] of cases) {
    assert.equal(words(text, 'us'), us, text)
    assert.equal(words(text, 'de'), de, text)
  }
  assert.equal(words('üß€é', 'de'), 'bracket_left minus alt_r+e equal e')
})

test('a line ends with one Return, however the text ends its lines', () => {
  assert.equal(words('a\nb\r\nc\rd', 'us'), 'a ret b ret c ret d')
})

test('what a layout has no key for is named, each character once', () => {
  assert.deepEqual(strokesFor('für €5 für', 'us').unknown, ['ü', '€'])
  assert.deepEqual(strokesFor('a\u0007b 😀', 'de').unknown, ['\u0007', '😀'])
})

test('every printable ASCII character can be typed on every layout', () => {
  const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')
  for (const layout of ['us', 'de'] as const) assert.deepEqual(strokesFor(ascii, layout).unknown, [], layout)
})
