/** The server's part of a greeting, before it knows its viewer (RFC 6143, section 7.1). */
export const version = Buffer.from('RFB 003.008\n')
/** One way to prove who one is: none. Whoever got here has proved it before. */
const securityTypes = Buffer.of(1, 1)
const securityResult = Buffer.alloc(4)

/** What a viewer has to be told next; `rest` once its greeting is over: what it said after it. */
export interface Greeted {
  readonly tell: readonly Buffer[]
  readonly rest: Buffer | null
}

/** Greets a viewer, message by message, however they are cut. */
export class ViewerGreeting {
  #stage: 'version' | 'security' | 'init' = 'version'
  #minor = 8
  #rest: Buffer = Buffer.alloc(0)

  /** @throws Error when it is no viewer of this protocol. */
  take(piece: Buffer): Greeted {
    this.#rest = Buffer.concat([this.#rest, piece])
    const tell: Buffer[] = []
    for (;;) {
      const bytes = this.#take(this.#stage === 'version' ? 12 : 1)
      if (bytes === null) return { tell, rest: null }
      switch (this.#stage) {
        case 'version': {
          const minor = /^RFB 003\.00([78])\n$/.exec(bytes.toString('latin1'))?.[1]
          if (minor === undefined) throw new Error('A viewer has to speak RFB 3.7 or 3.8.')
          this.#minor = Number(minor)
          tell.push(securityTypes)
          this.#stage = 'security'
          break
        }
        case 'security':
          if (bytes[0] !== 1) throw new Error('That way of signing in was not offered.')
          // Version 3.7 says nothing when there was nothing to prove (section 7.1.3).
          if (this.#minor === 8) tell.push(securityResult)
          this.#stage = 'init'
          break
        case 'init':
          // Whether it would share: everyone does.
          return { tell, rest: this.#rest }
      }
    }
  }

  #take(count: number): Buffer | null {
    if (this.#rest.length < count) return null
    const bytes = this.#rest.subarray(0, count)
    this.#rest = this.#rest.subarray(count)
    return bytes
  }
}
