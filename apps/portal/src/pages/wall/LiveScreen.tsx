import RFB from '@novnc/novnc'
import type { VmId } from '@paddock/model'
import { useCallback, useRef } from 'react'
import { paddock } from '../../api/paddock.ts'
import { type Reports, useReconnect } from '../../console/useReconnect.ts'
import { usePageSeen } from '../../live/usePageSeen.ts'
import classes from './Wall.module.css'

/** Enough for a picture of a few hundred dots. Source: noVNC, docs/API.md, `qualityLevel`. */
const quality = 3

/** A machine's screen that only shows. There is nothing to see of it until it is connected. */
export function LiveScreen({ vm, cue }: { vm: VmId; cue: string }) {
  const place = useRef<HTMLSpanElement>(null)
  const connect = useCallback(
    ({ opened, lost }: Reports) => {
      if (place.current === null) return () => undefined
      const rfb = new RFB(place.current, paddock.vm.screenUrl({ vm, view: 'only' }), { shared: true })
      rfb.viewOnly = true
      rfb.scaleViewport = true
      rfb.focusOnClick = false
      rfb.qualityLevel = quality
      rfb.background = 'transparent'
      rfb.addEventListener('connect', opened)
      let ended = false
      rfb.addEventListener('disconnect', () => {
        ended = true
        lost('')
      })
      return () => {
        if (!ended) rfb.disconnect()
      }
    },
    [vm],
  )
  const { connection } = useReconnect(usePageSeen(), cue, connect)
  return <span ref={place} className={classes.live} data-connection={connection.state} aria-hidden="true" />
}
