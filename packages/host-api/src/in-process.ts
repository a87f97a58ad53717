import { Duplex } from 'node:stream'
import { Problem } from '@paddock/model'
import { assignment } from './assignment.ts'
import { type HostCall, hostCall, hostResults, type ResultOf, streamWanted } from './call.ts'
import { hostHello } from './hello.ts'
import type { HostEnd, HostLink, HostLinkEvents } from './link.ts'
import { type Log, noLog } from './log.ts'
import { problemFrom, problemText } from './problem-text.ts'
import { report as reportSchema } from './report.ts'
import { lineOver } from './screen-line.ts'

/** A link between a host and a controller of one process, with what a test does to it. */
export interface InProcessLink {
  /** Breaks the link as a cut cable does: what is under way fails, streams end, the controller sees the host go. */
  cut(): void
  /** Joins again after {@link cut}. */
  join(): void
  /** Every message takes so long from now on, in order. */
  delay(ms: number): void
  close(): void
}

/**
 * Joins a host to a controller without a socket.
 *
 * Everything passes through JSON and its schema, both ways, so that what works here works on a wire.
 */
export function linkInProcess(needs: { host: HostEnd; events: HostLinkEvents; log?: Log }): InProcessLink {
  const { host, events, log = noLog } = needs
  let delayMs = 0
  let end: (() => void) | null = null

  function join(): void {
    if (end !== null) return
    const cutting = Promise.withResolvers<never>()
    cutting.promise.catch(() => {})
    const streams = new Set<Duplex>()
    let open = true
    const gone = () => new Problem('host-unreachable', 'The host cannot be reached.')

    /** Runs work at the other end; its answer and its problem come back as text would. */
    async function across<T>(work: () => Promise<T>): Promise<T> {
      if (!open) throw gone()
      await Promise.race([pause(delayMs), cutting.promise])
      const answer = work().catch((cause: unknown) => {
        throw problemFrom(JSON.parse(JSON.stringify(problemText(cause, log))))
      })
      const value = await Promise.race([answer, cutting.promise])
      await Promise.race([pause(delayMs), cutting.promise])
      return value
    }

    const link: HostLink = {
      hello: hostHello.parse(throughJson(host.hello)),
      assign: wanted => across(() => host.assign(assignment.parse(throughJson(wanted)))),
      call: <Call extends HostCall>(call: Call) =>
        across(
          async () =>
            hostResults[call.method].parse(
              throughJson(await host.call(hostCall.parse(throughJson(call)))),
            ) as ResultOf<Call>,
        ),
      async openStream(wanted) {
        const far = await across(() => host.openStream(streamWanted.parse(throughJson(wanted))))
        const near = bridge(far)
        streams.add(near)
        near.once('close', () => streams.delete(near))
        return near
      },
      openScreen: async run => lineOver(await link.openStream({ kind: 'screen', run })),
      close: () => end?.(),
    }
    // Reports keep their order: each waits for the one before.
    let last = Promise.resolve()
    const tell = (newest: unknown) => {
      const text = JSON.stringify(newest)
      const deliver = () => {
        if (!open) return
        try {
          events.reported(link, reportSchema.parse(JSON.parse(text)))
        } catch (cause) {
          log.error({ err: cause, host: host.hello.host }, 'report not taken')
        }
      }
      if (delayMs === 0) last = last.then(deliver)
      else last = last.then(() => pause(delayMs)).then(deliver)
    }
    const endReports = host.onReport(tell)
    end = () => {
      open = false
      end = null
      endReports()
      cutting.reject(gone())
      for (const stream of streams) stream.destroy()
      events.left(link)
    }
    events.joined(link)
    tell(host.report())
  }

  join()
  return {
    cut: () => end?.(),
    join,
    delay: ms => {
      delayMs = ms
    },
    close: () => end?.(),
  }
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const pause = (ms: number): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise(resolve => setTimeout(resolve, ms))

/** The near end of a stream: what is written goes to the far end and back, with back-pressure, and either's end is the other's. */
function bridge(far: Duplex): Duplex {
  const near = new Duplex({
    read: () => void far.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      if (far.destroyed || far.writableEnded) done()
      else if (far.write(Buffer.from(chunk))) done()
      else far.once('drain', done)
    },
    final(done) {
      far.end()
      done()
    },
    destroy(cause, done) {
      far.destroy()
      done(cause)
    },
  })
  far.on('data', (chunk: Buffer) => {
    if (!near.push(Buffer.from(chunk))) far.pause()
  })
  far.on('end', () => near.push(null))
  far.on('error', () => near.destroy())
  far.on('close', () => {
    if (!far.readableEnded) near.destroy()
  })
  return near
}
