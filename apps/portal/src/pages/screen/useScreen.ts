import RFB from '@novnc/novnc'
import { type ViewerId, type VmId, vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { paddock } from '../../api/paddock.ts'
import { type Connection, type Reports, useReconnect } from '../../console/useReconnect.ts'
import { useLeaveChord } from './useLeaveChord.ts'

export interface Screen {
  /** Where noVNC draws. */
  readonly place: RefObject<HTMLDivElement | null>
  /** The last picture, while there is no newer one. */
  readonly still: RefObject<HTMLDivElement | null>
  /** The connection that stands, for keys to be sent by. */
  readonly rfb: RefObject<RFB | null>
  readonly connection: Connection
  readonly again: () => void
  /** Puts the keyboard into the machine. */
  readonly enter: () => void
}

type ScreenGiven = { self: ViewerId; viewOnly: boolean; leave: () => void }

/** A machine's screen in the page, connected while the machine can be watched. */
export function useScreen(vm: VmView, { self, viewOnly, leave }: ScreenGiven): Screen {
  const place = useRef<HTMLDivElement>(null)
  const still = useRef<HTMLDivElement>(null)
  const rfb = useRef<RFB | null>(null)
  const connect = useCallback(
    (reports: Reports) => {
      if (place.current === null || still.current === null) return () => undefined
      return open({ vm: vm.id, self, viewOnly, current: rfb, place: place.current, still: still.current }, reports)
    },
    [vm.id, self, viewOnly],
  )
  const { connection, again } = useReconnect(vmCan.watch(vm.state), vm.state, connect)
  const enter = useCallback(() => rfb.current?.focus({ preventScroll: true }), [])

  // The picture of a run that is over is not that of the next.
  const run = vm.startedAt
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per run
  useEffect(() => still.current?.replaceChildren(), [run])

  useLeaveChord(rfb, leave)
  return { place, still, rfb, connection, again, enter }
}

interface Opening {
  readonly vm: VmId
  readonly self: ViewerId
  readonly viewOnly: boolean
  readonly place: HTMLElement
  readonly still: HTMLElement
  readonly current: RefObject<RFB | null>
}

function open({ vm, self, viewOnly, place, still, current }: Opening, { opened, lost }: Reports): () => void {
  const socket = new WebSocket(
    paddock.vm.screenUrl({ vm, viewer: self, ...(viewOnly ? { view: 'only' as const } : {}) }),
  )
  let why = ''
  // noVNC tells only whether the end was clean; the hub's words are in the close frame (RFC 6455, section 5.5.1).
  socket.addEventListener('close', event => {
    why ||= event.reason
  })
  const rfb = new RFB(place, socket, { shared: true })
  const canvas = place.querySelector('canvas')
  // The element has the size of the picture (see `useZoom`): nothing of noVNC's own has to scroll.
  if (canvas?.parentElement) canvas.parentElement.style.overflow = 'hidden'
  let drew = false
  rfb.background = 'transparent'
  rfb.showDotCursor = !viewOnly
  rfb.scaleViewport = true
  rfb.viewOnly = viewOnly
  rfb.addEventListener('connect', () => {
    drew = true
    still.replaceChildren()
    opened()
    // Not out of a dialog or the bar, where somebody may be at work while the connection comes back.
    if (document.activeElement === document.body) rfb.focus({ preventScroll: true })
  })
  rfb.addEventListener('securityfailure', event => {
    why = event.detail.reason ?? 'the screen refused'
  })
  let ended = false
  rfb.addEventListener('disconnect', () => {
    ended = true
    if (drew && canvas) still.replaceChildren(canvas)
    // A task later, so that the socket's own close event has told why.
    setTimeout(() => lost(why))
  })
  current.current = rfb
  return () => {
    if (current.current === rfb) current.current = null
    if (!ended) rfb.disconnect()
  }
}
