import '@xterm/xterm/css/xterm.css'
import { type ViewerId, vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { paddock } from '../../api/paddock.ts'
import { type Connection, type Reports, useReconnect } from '../../console/useReconnect.ts'

export interface Serial {
  /** Where the terminal is. */
  readonly place: RefObject<HTMLDivElement | null>
  readonly connection: Connection
  readonly again: () => void
  readonly send: (text: string) => void
  /** Puts the keyboard into the machine. */
  readonly enter: () => void
}

const encoder = new TextEncoder()

type SerialGiven = { self: ViewerId; viewOnly: boolean; leave: () => void }

/** A machine's serial port in a terminal, connected while the machine can be watched. */
export function useSerial(vm: VmView, { self, viewOnly, leave }: SerialGiven): Serial {
  const place = useRef<HTMLDivElement>(null)
  const terminal = useRef<Terminal | null>(null)
  const socket = useRef<WebSocket | null>(null)
  const send = useCallback((text: string) => {
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(encoder.encode(text))
  }, [])
  const enter = useCallback(() => terminal.current?.focus(), [])

  useEffect(() => {
    const shown = show(place.current, leave)
    shown.terminal.options.disableStdin = viewOnly
    shown.terminal.onData(send)
    terminal.current = shown.terminal
    return shown.end
  }, [send, leave, viewOnly])

  const connect = useCallback(
    ({ opened, lost }: Reports) => {
      const line = new WebSocket(
        paddock.vm.serialUrl({ vm: vm.id, viewer: self, ...(viewOnly ? { view: 'only' as const } : {}) }),
      )
      line.binaryType = 'arraybuffer'
      line.onopen = () => {
        // What the port said lately comes first, and may be on the terminal already.
        terminal.current?.reset()
        if (document.activeElement === document.body) terminal.current?.focus()
        opened()
      }
      line.onmessage = (event: MessageEvent<ArrayBuffer | string>) =>
        terminal.current?.write(typeof event.data === 'string' ? event.data : new Uint8Array(event.data))
      line.onclose = event => lost(event.reason)
      socket.current = line
      return () => line.close()
    },
    [vm.id, self, viewOnly],
  )
  return { place, send, enter, ...useReconnect(vmCan.watch(vm.state), vm.state, connect) }
}

function show(place: HTMLDivElement | null, leave: () => void): { terminal: Terminal; end: () => void } {
  const fit = new FitAddon()
  const terminal = new Terminal({
    cursorBlink: true,
    fontFamily: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace",
    fontSize: 14,
    scrollback: 10_000,
    theme: { background: '#0b0d0f', foreground: '#e4e8ec', cursor: '#6cc3d8' },
  })
  terminal.loadAddon(fit)
  // The way out of a terminal that takes every key: the same chord as on the screen (WCAG 2.2, 2.1.2).
  terminal.attachCustomKeyEventHandler(event => {
    const leaves = event.ctrlKey && event.altKey && event.shiftKey
    if (leaves) leave()
    return !leaves
  })
  if (place === null) return { terminal, end: () => terminal.dispose() }
  terminal.open(place)
  const resized = new ResizeObserver(() => fit.fit())
  resized.observe(place)
  return {
    terminal,
    end: () => {
      resized.disconnect()
      terminal.dispose()
    },
  }
}
