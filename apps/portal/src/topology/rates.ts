import type { InterfaceId } from '@paddock/model'
import type { LabTraffic } from '@paddock/sdk'

/** Bytes a second. Received is what came to the machine, or for the way out what came into the lab. */
export interface Rate {
  readonly received: number
  readonly sent: number
}

export interface Rates {
  readonly interfaces: ReadonlyMap<InterfaceId, Rate>
  readonly wayOut: Rate
}

export const still: Rates = { interfaces: new Map(), wayOut: { received: 0, sent: 0 } }

/** What moved between two looks at the counters. A counter that has begun anew says nothing of the time before. */
export function ratesBetween(before: LabTraffic, after: LabTraffic): Rates {
  const seconds = (Date.parse(after.at) - Date.parse(before.at)) / 1_000
  if (!(seconds > 0)) return still
  const rate = (old: Counters | null | undefined, now: Counters | null): Rate => {
    if (!old || !now || now.bytesReceived < old.bytesReceived || now.bytesSent < old.bytesSent)
      return { received: 0, sent: 0 }
    return {
      received: (now.bytesReceived - old.bytesReceived) / seconds,
      sent: (now.bytesSent - old.bytesSent) / seconds,
    }
  }
  const old = new Map(before.interfaces.map(each => [each.interfaceId, each]))
  return {
    interfaces: new Map(after.interfaces.map(each => [each.interfaceId, rate(old.get(each.interfaceId), each)])),
    wayOut: rate(before.wayOut, after.wayOut),
  }
}

interface Counters {
  readonly bytesReceived: number
  readonly bytesSent: number
}

export const sumOf = (rates: readonly Rate[]): Rate =>
  rates.reduce((all, rate) => ({ received: all.received + rate.received, sent: all.sent + rate.sent }), {
    received: 0,
    sent: 0,
  })
