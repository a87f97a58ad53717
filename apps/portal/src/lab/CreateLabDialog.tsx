import { lazy } from 'react'
import { Late } from '../shell/Late.tsx'
import type { CreateLabProps } from './CreateLab.tsx'

const CreateLab = lazy(async () => ({ default: (await import('./CreateLab.tsx')).CreateLab }))

/** Makes a lab: from which template, under which name, and in which project. */
export const CreateLabDialog = (props: CreateLabProps) => (
  <Late opened={props.opened}>{opened => <CreateLab {...props} opened={opened} />}</Late>
)
