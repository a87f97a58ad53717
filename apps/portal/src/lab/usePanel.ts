import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { LabPanel } from './panel.ts'

/** What lies open over the lab's page, and the way to open something else or nothing. Going back closes it too. */
export function usePanel(): { panel: LabPanel; open: (panel: LabPanel) => void; close: () => void } {
  const panel = useSearch({ from: '/signed-in/shell/labs/$lab' })
  const navigate = useNavigate()
  const open = useCallback((next: LabPanel) => void navigate({ to: '.', search: next, resetScroll: false }), [navigate])
  const close = useCallback(() => void navigate({ to: '.', search: {}, replace: true, resetScroll: false }), [navigate])
  return { panel, open, close }
}
