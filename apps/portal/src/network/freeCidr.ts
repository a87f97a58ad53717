import { cidrsOverlap } from '@paddock/model'

/** A range that none of these overlaps: 10.0.0.0/24, 10.0.1.0/24 and so on. */
export function freeCidr(taken: readonly string[]): string {
  for (let number = 0; number < 65_536; number += 1) {
    const cidr = `10.${number >> 8}.${number & 255}.0/24`
    if (!taken.some(other => cidrsOverlap(other, cidr))) return cidr
  }
  return ''
}
