/**
 * How a viewer wants its dots (RFC 6143, section 7.4): 16 bytes, compared as such.
 *
 * 32 bits little-endian, red lowest: what browsers keep, and so what noVNC asks for.
 */
export const browserFormat: Buffer = Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0])

export const bytesPerDot = (format: Buffer): number => Math.max(1, (format[0] ?? 32) >> 3)

/** True for a format that QEMU can make (ui/vnc.c, `set_pixel_format`), without a palette. */
export const isKnownFormat = (format: Buffer): boolean => [8, 16, 32].includes(format[0] ?? 0) && (format[3] ?? 0) !== 0

/** True when PNG rectangles can be shown in it: they carry eight bits of each colour. */
export const takesPng = (format: Buffer): boolean =>
  format[0] === 32 && [4, 6, 8].every(at => format.readUInt16BE(at) === 255)
