import type { Picture } from '../picture/picture.ts'
import { drawText } from './font.ts'

export const width = 320
export const height = 200

const background = 0x101820
const ink = 0xe8f0f0
const barColour = 0x2f9e6e
const barTop = 150
const barHeight = 10
const barWidth = 40

/** The dots of a simulated screen as 0xRRGGBB, row by row: the machine's name, what was typed, and a bar that moves each second. */
export function drawPicture(title: string, typed: string, second: number): Uint32Array {
  const dots = new Uint32Array(width * height).fill(background)
  const dotAt = (left: number, top: number) => (x: number, y: number) => {
    if (left + x < width && top + y < height) dots[(top + y) * width + left + x] = ink
  }
  drawText(title, 3, dotAt(16, 24))
  drawText('simulated', 2, dotAt(16, 60))
  drawText(typed.slice(-24), 2, dotAt(16, 100))
  const left = (second * 8) % (width - barWidth)
  for (let y = barTop; y < barTop + barHeight; y += 1)
    dots.fill(barColour, y * width + left, y * width + left + barWidth)
  return dots
}

/** The same, for who wants it as a picture. */
export function pictureOf(title: string, typed: string, second: number): Picture {
  const dots = new Uint8Array(width * height * 3)
  drawPicture(title, typed, second).forEach((dot, at) => {
    dots.set([dot >> 16, (dot >> 8) & 255, dot & 255], at * 3)
  })
  return { width, height, dots }
}
