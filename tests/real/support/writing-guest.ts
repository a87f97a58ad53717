/** What a {@link writingGuest} writes, byte by byte. */
export const writtenByte = 0x5a
/** Where it begins: behind its own program. */
export const writtenFromBytes = 64 * 512

const sectorBytes = 512
const sectorsAtOnce = 64
/** Where the BIOS puts the sector, and where its disk address packet is. */
const origin = 0x7c00
const packetAt = 0x180

/**
 * A whole guest in one sector: from its first moment on it fills its disk with {@link writtenByte}, and then rests.
 *
 * In machine code for the BIOS, so that it needs neither a kernel nor time to boot. Source of the call: Enhanced Disk Drive specification,
 * INT 13h, AH=43h.
 */
export function writingGuest({ untilBytes }: { untilBytes: number }): Buffer {
  const packet = origin + packetAt
  const word = (value: number) => [value & 0xff, (value >> 8) & 0xff]
  const long = (value: number) => [...word(value & 0xffff), ...word(value >>> 16)]
  const loop = [
    ...[0xbe, ...word(packet)], // mov si, packet
    ...[0xb8, ...word(0x4300), 0xb2, 0x80, 0xcd, 0x13], // mov ax, 4300h; mov dl, 80h; int 13h
    ...[0x66, 0x81, 0x06, ...word(packet + 8), ...long(sectorsAtOnce)], // add dword [packet+8], 64
    ...[0x66, 0x81, 0x3e, ...word(packet + 8), ...long(untilBytes / sectorBytes)], // cmp dword [packet+8], until
  ]
  const sector = Buffer.alloc(sectorBytes)
  sector.set([
    ...[0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xd0, 0xbc, ...word(origin), 0xfb], // ds = ss = 0; sp = 7C00h; sti
    ...[0xb8, ...word(0x1000), 0x8e, 0xc0, 0x31, 0xff], // es = 1000h; di = 0
    ...[0xb9, ...word(0x8000), 0xb8, ...word(writtenByte * 0x101), 0xfc, 0xf3, 0xab], // fill 64 KiB
    ...loop,
    ...[0x72, 0x100 - loop.length - 2], // jb loop
    ...[0xf4, 0xeb, 0xfd], // hlt, again and again
  ])
  sector.set(
    [0x10, 0, ...word(sectorsAtOnce), ...word(0), ...word(0x1000), ...long(writtenFromBytes / sectorBytes)],
    packetAt,
  )
  sector.set([0x55, 0xaa], sectorBytes - 2)
  return sector
}
