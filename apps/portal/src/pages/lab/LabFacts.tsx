import type { LabView } from '@paddock/sdk'
import type { ReactNode } from 'react'
import { Ago } from '../../text/Ago.tsx'
import { count, memory } from '../../text/quantity.ts'
import classes from './LabPage.module.css'

/** What is true of the lab whatever its state. */
export function LabFacts({ lab }: { lab: LabView }) {
  const cores = lab.vms.reduce((sum, vm) => sum + vm.cores, 0)
  return (
    <dl className={classes.facts} aria-label="Facts">
      <Fact name="Owner">{lab.owner.name}</Fact>
      <Fact name="Project">{lab.project.name}</Fact>
      <Fact name="Template">{lab.template ? `${lab.template.name}, version ${lab.template.version}` : 'None'}</Fact>
      <Fact name="When all runs">
        <span className="numbers">
          {count(cores, 'core')}, {memory(lab.memoryMiB)} memory
        </span>
      </Fact>
      <Fact name="Created">
        <Ago moment={lab.createdAt} inherit />
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
