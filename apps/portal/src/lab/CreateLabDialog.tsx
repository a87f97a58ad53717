import { lazy, Suspense } from 'react'
import { useLingering } from '../shell/useLingering.ts'
import type { CreateLabProps } from './CreateLab.tsx'

// Loaded when first asked for: every page of the shell can open it, and few visits do.
const CreateLab = lazy(async () => ({ default: (await import('./CreateLab.tsx')).CreateLab }))

/** Makes a lab: from which template, under which name, and in which project. */
export function CreateLabDialog(props: CreateLabProps) {
  const { last } = useLingering(props.opened || undefined)
  return <Suspense fallback={null}>{last && <CreateLab {...props} />}</Suspense>
}
