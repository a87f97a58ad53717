import { labCan } from '@paddock/model'
import { may } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { labWords } from '../state/states.ts'
import { useLab } from './useLab.ts'

/** What the reader may do with the lab by their role, and whether its state lets it be edited. */
export function useMayLab() {
  const me = useMe()
  const { project, state, vms } = useLab()
  const mayEdit = may(me, 'lab.edit', project.id)
  return {
    edit: mayEdit,
    operate: may(me, 'lab.operate', project.id),
    create: may(me, 'lab.create', project.id),
    remove: may(me, 'lab.delete', project.id),
    console: may(me, 'console.view', project.id),
    snapshot: may(me, 'lab.snapshot', project.id),
    template: may(me, 'template.create'),
    /** Null: it can be edited now. */
    whyNotEdit: !mayEdit
      ? 'Your role in this project does not allow it'
      : labCan.edit(state)
        ? null
        : `Not while it is: ${labWords(state, vms).toLowerCase()}`,
  }
}
