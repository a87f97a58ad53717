import type { Picture } from './picture.ts'

/** Reads a picture as QEMU's `screendump` writes it: PPM, binary, 8 bits a colour (netpbm, ppm(5)). @throws Error on anything else. */
export function readPpm(file: Buffer): Picture {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 64).toString('latin1'))
  const [width, height] = [Number(head?.[1]), Number(head?.[2])]
  const dots = file.subarray(head?.[0].length ?? 0)
  if (!head || width === 0 || height === 0 || dots.length !== width * height * 3)
    throw new Error(`A picture of ${file.length} bytes is not whole.`)
  return { width, height, dots }
}
