/** A picture: three bytes for each dot (red, green, blue), row by row from the top. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly dots: Uint8Array
}

/**
 * Makes a picture at most so wide, in proportion; each dot is the mean of those that it stands for.
 *
 * A dot that two share counts for the one that holds its left upper corner: nobody sees that in a picture of this size.
 */
export function narrowTo(wanted: number, picture: Picture): Picture {
  if (picture.width <= wanted) return picture
  const { dots } = picture
  const width = wanted
  const height = Math.max(1, Math.round((picture.height * wanted) / picture.width))
  const column = Array.from({ length: width + 1 }, (_, x) => Math.floor((x * picture.width) / width))
  const row = Array.from({ length: height + 1 }, (_, y) => Math.floor((y * picture.height) / height))
  const small = new Uint8Array(width * height * 3)
  let to = 0
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = [row[y] ?? 0, row[y + 1] ?? 0]
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [column[x] ?? 0, column[x + 1] ?? 0]
      let [red, green, blue] = [0, 0, 0]
      for (let line = top; line < bottom; line += 1) {
        const end = (line * picture.width + right) * 3
        for (let at = (line * picture.width + left) * 3; at < end; at += 3) {
          red += dots[at] ?? 0
          green += dots[at + 1] ?? 0
          blue += dots[at + 2] ?? 0
        }
      }
      const count = (bottom - top) * (right - left)
      small[to] = red / count
      small[to + 1] = green / count
      small[to + 2] = blue / count
      to += 3
    }
  }
  return { width, height, dots: small }
}
