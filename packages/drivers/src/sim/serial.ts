import { Duplex } from 'node:stream'

/** So much of what a serial port said is kept for who comes later. */
const keptBytes = 64 * 1024

/** A guest's end of the serial line: what it does with a line that somebody typed. */
export type SimShell = (line: string) => string

/** A simulated serial port: what it says goes to all who listen and is kept for who comes later; what is typed is echoed. */
export class SimSerial {
  #kept = Buffer.alloc(0)
  #line = ''
  #closed = false
  readonly #listeners = new Set<Duplex>()

  say(text: string): void {
    const bytes = Buffer.from(text.replaceAll('\n', '\r\n'))
    this.#kept = Buffer.concat([this.#kept, bytes]).subarray(-keptBytes)
    for (const listener of this.#listeners) listener.push(bytes)
  }

  open(shell: SimShell): Duplex {
    const serial = this
    const stream = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        serial.#typed(chunk.toString('utf8'), shell)
        done()
      },
      final(done) {
        stream.push(null)
        done()
      },
      destroy(cause, done) {
        serial.#listeners.delete(stream)
        done(cause)
      },
    })
    if (this.#kept.length > 0) stream.push(this.#kept)
    if (this.#closed) stream.push(null)
    else this.#listeners.add(stream)
    return stream
  }

  /** The machine is gone: everybody hears the end. */
  close(): void {
    this.#closed = true
    for (const listener of [...this.#listeners]) listener.push(null)
    this.#listeners.clear()
  }

  #typed(text: string, shell: SimShell): void {
    if (this.#closed) return
    for (const key of text) {
      if (key === '\r' || key === '\n') {
        const line = this.#line
        this.#line = ''
        this.say(`\n${shell(line)}`)
      } else if (key === '\u007f' || key === '\b') {
        if (this.#line === '') continue
        this.#line = this.#line.slice(0, -1)
        this.say('\b \b')
      } else {
        this.#line += key
        this.say(key)
      }
    }
  }
}
