/**
 * Cuts a stream of bytes into lines.
 *
 * The other end may be a QEMU whose guest has broken out, or a guest's own agent: a line that does not end within `maxBytes` is refused
 * instead of collected.
 */
export class Lines {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * Takes what arrived and returns the lines that are now whole, without their ends.
   *
   * @throws Error when a line is longer than `maxBytes`.
   */
  take(chunk: Buffer): string[] {
    const whole: string[] = []
    let from = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      this.#parts.push(chunk.subarray(from, end))
      whole.push(Buffer.concat(this.#parts).toString('utf8').trimEnd())
      this.#parts = []
      this.#bytes = 0
      from = end + 1
    }
    if (from < chunk.length) {
      this.#parts.push(chunk.subarray(from))
      this.#bytes += chunk.length - from
      if (this.#bytes > this.#maxBytes) throw new Error(`A line is longer than ${this.#maxBytes} bytes.`)
    }
    return whole
  }

  /** Forgets the beginning of a line that has come so far. */
  clear(): void {
    this.#parts = []
    this.#bytes = 0
  }
}
