import type { LabView } from '@paddock/sdk'
import { createContext, use } from 'react'

/** The lab that the page is about, for everything on it. */
export const LabContext = createContext<LabView | null>(null)

export function useLab(): LabView {
  const lab = use(LabContext)
  if (lab === null) throw new Error('Only on the page of a lab.')
  return lab
}
