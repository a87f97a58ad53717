/** A 5 × 7 font for a simulated screen: seven rows of five dots per character, as bits of one number each. */
const rows: Readonly<Record<string, string>> = {
  a: '0e11111f111111',
  b: '1e11111e11111e',
  c: '0e11101010110e',
  d: '1e11111111111e',
  e: '1f10101e10101f',
  f: '1f10101e101010',
  g: '0e11101711110f',
  h: '1111111f111111',
  i: '0e04040404040e',
  j: '0702020202120c',
  k: '11121418141211',
  l: '1010101010101f',
  m: '111b1515111111',
  n: '11191513111111',
  o: '0e11111111110e',
  p: '1e11111e101010',
  q: '0e11111115120d',
  r: '1e11111e141211',
  s: '0f10100e01011e',
  t: '1f040404040404',
  u: '1111111111110e',
  v: '11111111110a04',
  w: '1111111515150a',
  x: '11110a040a1111',
  y: '11110a04040404',
  z: '1f01020408101f',
  '0': '0e11131519110e',
  '1': '040c040404040e',
  '2': '0e11010204081f',
  '3': '1f02040201110e',
  '4': '02060a121f0202',
  '5': '1f101e0101110e',
  '6': '0608101e11110e',
  '7': '1f010204080808',
  '8': '0e11110e11110e',
  '9': '0e11110f01020c',
  '-': '0000001f000000',
}

/** Calls back with every dot of a line of text, `scale` dots wide and high each. Unknown characters are blank. */
export function drawText(text: string, scale: number, dot: (x: number, y: number) => void): void {
  ;[...text.toLowerCase()].forEach((character, at) => {
    const glyph = rows[character]
    if (glyph === undefined) return
    for (let row = 0; row < 7; row += 1) {
      const bits = Number.parseInt(glyph.slice(row * 2, row * 2 + 2), 16)
      for (let column = 0; column < 5; column += 1) {
        if ((bits & (16 >> column)) === 0) continue
        for (let y = 0; y < scale; y += 1)
          for (let x = 0; x < scale; x += 1) dot((at * 6 + column) * scale + x, row * scale + y)
      }
    }
  })
}
