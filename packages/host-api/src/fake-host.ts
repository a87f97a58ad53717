import { Duplex } from 'node:stream'
import { type HostId, Problem } from '@paddock/model'
import type { Assignment } from './assignment.ts'
import type { HostCall, HostResult, ResultOf } from './call.ts'
import type { HostEnd } from './link.ts'
import type { Report } from './report.ts'

/** A host's end that remembers what it was told, for tests of links. */
export interface FakeHost extends HostEnd {
  readonly assigned: Assignment[]
  readonly streams: Duplex[]
  reportNow(generation: number): void
  answer: (call: HostCall) => Promise<HostResult>
}

export function fakeHost(host = '018f0000-0000-7000-8000-000000000001' as HostId): FakeHost {
  const listeners = new Set<(report: Report) => void>()
  let generation = 0
  const fake: FakeHost = {
    hello: { host, name: 'fake', roles: ['machines'], contract: 1 },
    assigned: [],
    streams: [],
    async assign(assignment) {
      if (assignment.host !== host) throw new Problem('invalid-input', 'The assignment is for another host.')
      fake.assigned.push(assignment)
    },
    report: () => ({
      host,
      generation,
      at: new Date(0).toISOString(),
      facts: {
        cores: 2,
        memoryMiB: 1024,
        memoryAvailableMiB: 512,
        diskBytes: 1,
        diskAvailableBytes: 1,
        accelerator: 'simulated',
        acceleratorReason: '',
        qemuVersion: 'none',
        machineType: 'none',
        cpuModel: 'none',
        kernel: 'none',
      },
      machines: [],
      fences: [],
      volumes: [],
      layers: [],
      snapshots: [],
    }),
    onReport(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    reportNow(now) {
      generation = now
      for (const listener of listeners) listener(fake.report())
    },
    answer: async () => ({ exitCode: 0, stdout: 'ok', stderr: '', truncated: false }),
    call: async <Call extends HostCall>(call: Call) => (await fake.answer(call)) as ResultOf<Call>,
    async openStream(wanted) {
      if (wanted.kind === 'screen') throw new Problem('not-found', 'It has no screen.')
      const [near, far] = duplexPair()
      fake.streams.push(far)
      return near
    },
    screenSocket: async () => null,
  }
  return fake
}

/** Two streams: what is written to one is read from the other, with back-pressure. */
export function duplexPair(): [Duplex, Duplex] {
  const waiting: (() => void)[] = []
  const make = (other: () => Duplex, mine: 0 | 1): Duplex =>
    new Duplex({
      read() {
        const go = waiting[mine]
        delete waiting[mine]
        go?.()
      },
      write(chunk: Buffer, _encoding, done) {
        if (other().push(chunk)) done()
        else waiting[1 - mine] = done
      },
      final(done) {
        other().push(null)
        done()
      },
      destroy(cause, done) {
        if (!other().destroyed) other().destroy()
        done(cause)
      },
    })
  const one: Duplex = make(() => two, 0)
  const two: Duplex = make(() => one, 1)
  return [one, two]
}
