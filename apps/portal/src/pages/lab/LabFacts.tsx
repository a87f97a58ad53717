import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useLab } from '../../lab/useLab.ts'
import { Ago } from '../../text/Ago.tsx'
import { bytes, count, memory } from '../../text/quantity.ts'
import classes from './LabPage.module.css'

/** What is true of the lab whatever its state. */
export function LabFacts() {
  const lab = useLab()
  const cores = lab.vms.reduce((sum, vm) => sum + vm.cores, 0)
  const stored = lab.vms.flatMap(vm => vm.disks).reduce((sum, disk) => sum + disk.storedBytes, 0)
  return (
    <dl className={classes.facts} aria-label="Facts">
      <Fact name="Owner">{lab.owner.name}</Fact>
      <Fact name="Project">{lab.project.name}</Fact>
      <Fact name="Template">{lab.template ? `${lab.template.name}, version ${lab.template.version}` : 'None'}</Fact>
      <Fact name="When all runs">
        <span className="numbers">
          {lab.vms.length === 0 ? 'Nothing yet' : `${count(cores, 'core')}, ${memory(lab.memoryMiB)} memory`}
        </span>
      </Fact>
      <Fact name="Written to its disks">
        <span className="numbers">{stored === 0 ? 'Nothing yet' : bytes(stored)}</span>
      </Fact>
      {lab.networks.length > 0 && (
        <Fact name="Addresses">
          {lab.networks.map(network => (
            <Link key={network.id} to="/labs/$lab/networks" params={{ lab: lab.id }} className={classes.address}>
              <span className="mono">{network.cidr}</span> {network.name}
            </Link>
          ))}
        </Fact>
      )}
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
