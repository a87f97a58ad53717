import { vmCan } from '@paddock/model'
import type { LabSummary, Me } from '@paddock/sdk'
import type { useNavigate } from '@tanstack/react-router'
import { labVerbs } from '../lab/labVerbs.ts'
import { showProblem } from '../problem/showProblem.tsx'
import { may } from '../session/may.ts'
import { Mark } from '../state/Mark.tsx'
import { labLook, labWords, vmLook, vmWords } from '../state/states.ts'
import type { PaletteItem } from './item.ts'

type Needs = { readonly me: Me; readonly navigate: ReturnType<typeof useNavigate> }

/** A lab as a line to go to. */
export const labItem = ({ navigate }: Needs, lab: LabSummary, group: 'Labs' | 'Recently used'): PaletteItem => ({
  id: `${group} ${lab.id}`,
  group,
  name: lab.name,
  beside: `${labWords(lab.state, lab.vms)} · ${lab.project.name}`,
  icon: <Mark look={labLook(lab.state)} />,
  choose: () => navigate({ to: '/labs/$lab', params: { lab: lab.id } }),
})

/** Machines as lines: a running one leads to its screen, another to its lab. */
export const vmItems = ({ me, navigate }: Needs, lab: LabSummary): PaletteItem[] =>
  lab.vms.map(vm => ({
    id: `vm ${vm.id}`,
    group: 'Machines',
    name: vm.name,
    beside: `${vmWords(vm.state)} · ${lab.name}`,
    also: `${lab.name} ${vm.name}`,
    icon: <Mark look={vmLook(vm.state)} />,
    choose: () =>
      vmCan.watch(vm.state) && may(me, 'console.view', lab.project.id)
        ? navigate({ to: '/labs/$lab/vms/$vm/screen', params: { lab: lab.id, vm: vm.id } })
        : navigate({ to: '/labs/$lab', params: { lab: lab.id } }),
  }))

/** What can be done at once with a lab, where nothing is lost by it: "Start Web shop". */
export function labVerbItems({ me }: Needs, lab: LabSummary): PaletteItem[] {
  if (!may(me, 'lab.operate', lab.project.id)) return []
  return labVerbs(lab)
    .filter(verb => verb.allowed && verb.confirm === undefined)
    .map(verb => {
      const name = `${verb.words.split(/ [\d,]+ /)[0]} ${lab.name}`
      return {
        id: `${verb.id} ${lab.id}`,
        group: 'Commands',
        name,
        beside: verb.words,
        also: `${verb.id} ${lab.name}`,
        icon: verbIcon(verb.id),
        choose: () => verb.run().catch(showProblem),
      }
    })
}

const verbIcon = (id: string) => (
  <Mark look={id === 'start' || id === 'resume' ? 'running' : id === 'suspend' ? 'suspended' : 'stopped'} />
)
