/** Numbers of encodings. Sources: RFC 6143, section 7.7, and the community's RFB specification. */
export const encoding = {
  raw: 0,
  hextile: 5,
  tightPng: -260,
  desktopSize: -223,
  cursor: -239,
  extendedKeys: -258,
  ledState: -261,
  /** Compression level 1 of 0 to 9: QEMU spends processor time on the others for a few per cent. */
  lightlyCompressed: -255,
} as const

/** Encodings whose rectangle is no picture. QEMU sends each of them in an update of its own. */
export const pseudoEncodings: ReadonlySet<number> = new Set([
  encoding.desktopSize,
  encoding.cursor,
  encoding.extendedKeys,
  encoding.ledState,
])
