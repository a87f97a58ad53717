import RFB from '@novnc/novnc'
import { type VmId, vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { type Connection, type Reports, useReconnect } from '../../console/useReconnect.ts'
import { useLeaveChord } from './useLeaveChord.ts'

export interface Screen {
  /** Where noVNC draws. */
  readonly place: RefObject<HTMLDivElement | null>
  /** The connection that stands, for keys to be sent by. */
  readonly rfb: RefObject<RFB | null>
  readonly connection: Connection
  readonly again: () => void
  /** Scaled to the page, or pixel by pixel. */
  readonly fit: boolean
  readonly setFit: (fit: boolean) => void
}

/** A machine's screen in the page, connected while the machine can be watched. */
export function useScreen(vm: VmView): Screen {
  const place = useRef<HTMLDivElement>(null)
  const rfb = useRef<RFB | null>(null)
  const [fit, setFit] = useState(true)
  const connect = useCallback((reports: Reports) => open(vm.id, place.current, rfb, reports), [vm.id])
  const { connection, again } = useReconnect(vmCan.watch(vm.state), connect)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new connection begins unscaled
  useEffect(() => {
    if (rfb.current) rfb.current.scaleViewport = fit
  }, [fit, connection])

  useLeaveChord(rfb)
  return { place, rfb, connection, again, fit, setFit }
}

function open(vm: VmId, place: HTMLDivElement | null, current: RefObject<RFB | null>, { opened, lost }: Reports) {
  if (place === null) return () => undefined
  const socket = new WebSocket(paddock.vm.screenUrl({ vm }))
  let why = ''
  // noVNC tells only whether the end was clean; the hub's words are in the close frame (RFC 6455, section 5.5.1).
  socket.addEventListener('close', event => {
    why ||= event.reason
  })
  const rfb = new RFB(place, socket, { shared: true })
  rfb.background = 'transparent'
  rfb.showDotCursor = true
  rfb.addEventListener('connect', () => {
    opened()
    rfb.focus({ preventScroll: true })
  })
  rfb.addEventListener('securityfailure', event => {
    why = event.detail.reason ?? 'the screen refused'
  })
  // A task later, so that the socket's own close event has told why.
  rfb.addEventListener('disconnect', () => setTimeout(() => lost(why)))
  current.current = rfb
  return () => {
    if (current.current === rfb) current.current = null
    rfb.disconnect()
  }
}
