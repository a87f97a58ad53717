import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

/** A mail server of the test. */
export interface MailServer {
  readonly url: string
  /** What came in, whole, in the order in which it came. */
  readonly letters: readonly string[]
  /** What becomes of the next letters: taken, refused, or never answered. */
  mood: 'takes' | 'refuses' | 'is silent'
}

/** Starts a real SMTP server that keeps what it is handed. */
export async function startMailServer(t: Pick<TestContext, 'after'>): Promise<MailServer> {
  const letters: string[] = []
  const found: MailServer = { url: '', letters, mood: 'takes' }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onData(stream, _, done) {
      const parts: Buffer[] = []
      stream.on('data', part => void parts.push(part as Buffer))
      stream.on('end', () => {
        if (found.mood === 'refuses') return done(new Error('come back later'))
        letters.push(Buffer.concat(parts).toString())
        if (found.mood === 'takes') done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>(resolve => server.close(() => resolve())))
  return Object.assign(found, { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` })
}
