import type { Duplex } from 'node:stream'
import type { HostId, RunId } from '@paddock/model'
import type { Assignment } from './assignment.ts'
import type { HostCall, ResultOf, StreamWanted } from './call.ts'
import type { Report } from './report.ts'
import type { ScreenLine } from './screen-line.ts'
import type { MachineSocket } from './show-socket.ts'

/** What a host says of itself when it joins a link. */
export interface HostHello {
  readonly host: HostId
  readonly name: string
  readonly roles: readonly HostRole[]
  /** The version of this contract. A controller refuses one that it does not speak. */
  readonly contract: 1
}
export type HostRole = 'machines' | 'networks' | 'volumes'

/** The host's end of the contract: what every link delivers to. */
export interface HostEnd {
  readonly hello: HostHello
  /** Takes up a whole assignment. Resolves once it is in the ledger, before it is true. */
  assign(assignment: Assignment): Promise<void>
  /** The newest report. */
  report(): Report
  /** Calls back after every change of the report. Returns what ends it. */
  onReport(listener: (report: Report) => void): () => void
  /** @throws Problem `no-agent`, `guest-command-timeout`, `not-found` */
  call<Call extends HostCall>(call: Call): Promise<ResultOf<Call>>
  /** @throws Problem `not-found` when the run is not here or has no such stream (yet). */
  openStream(wanted: StreamWanted): Promise<Duplex>
  /** Where the run's screen listens, if that is a socket of this machine. @throws Problem `not-found` */
  screenSocket(run: RunId): Promise<MachineSocket | null>
}

/** The controller's end: one per host that is joined right now. */
export interface HostLink {
  readonly hello: HostHello
  assign(assignment: Assignment): Promise<void>
  call<Call extends HostCall>(call: Call): Promise<ResultOf<Call>>
  openStream(wanted: StreamWanted): Promise<Duplex>
  /** The run's screen, by the shortest way: on one machine its bytes do not pass the host's daemon. */
  openScreen(run: RunId): Promise<ScreenLine>
  close(): void
}

/** What a controller does when hosts come, speak and go. */
export interface HostLinkEvents {
  joined(link: HostLink): void
  reported(link: HostLink, report: Report): void
  left(link: HostLink): void
}
