/** What a key of a Linux console gives by itself, with Shift and with AltGr, by its number. Source: linux/input-event-codes.h. */
const german: Readonly<Record<number, string>> = {
  ...{ 3: '2"²', 4: '3§³', 7: '6&', 8: '7/{', 9: '8([', 10: '9)]', 11: '0=}', 12: 'ß?\\', 16: 'qQ@', 18: 'eE€' },
  ...{ 21: 'zZ', 26: 'üÜ', 27: '+*~', 39: 'öÖ', 40: 'äÄ', 43: `#'`, 44: 'yY', 50: 'mMµ', 51: ',;', 52: '.:' },
  ...{ 53: '-_', 86: '<>|' },
}

const headBytes = 7
const tables = 256
const keys = 128
/** Letters obey Caps Lock. Source: linux/keyboard.h, KT_LETTER. */
const letterKind = 11 << 8

/**
 * Makes the keymap that a guest's console has (what busybox's `dumpkmap` says) a German one, for its `loadkmap`.
 *
 * The format: the word `bkeymap`, a byte for each table that tells whether it is there, and for each of those 128 numbers
 * (busybox, console-tools/dumpkmap.c). Characters that do not fit into a number of the kernel's keep their key as it was.
 */
export function madeGerman(dump: Buffer): Buffer {
  const map = Buffer.from(dump)
  let place = headBytes + tables
  for (let table = 0; table < tables; table += 1) {
    if (map[headBytes + table] !== 1) continue
    if (table < 3)
      for (const [key, characters] of Object.entries(german)) {
        const point = [...characters][table]?.codePointAt(0)
        if (point === undefined || point > 255) continue
        const isLetter = /\p{L}/u.test(String.fromCodePoint(point))
        map.writeUInt16LE((isLetter ? letterKind : 0) | point, place + 2 * Number(key))
      }
    place += 2 * keys
  }
  return map
}
