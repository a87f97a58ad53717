import { vmCan } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'
import { memory } from '../../text/quantity.ts'
import classes from './Home.module.css'
import { Part } from './Part.tsx'

/** What runs now, of all that there is. */
export function Usage({ labs }: { labs: readonly LabSummary[] }) {
  const machines = labs.flatMap(lab => lab.vms)
  const alive = machines.filter(vm => vmCan.watch(vm.state))
  const sum = (of: typeof machines, what: 'cores' | 'memoryMiB') => of.reduce((all, vm) => all + vm[what], 0)
  const rows = [
    {
      name: 'Labs',
      now: labs.filter(lab => lab.vms.some(vm => vmCan.watch(vm.state))).length.toLocaleString('en'),
      all: labs.length.toLocaleString('en'),
    },
    { name: 'Machines', now: alive.length.toLocaleString('en'), all: machines.length.toLocaleString('en') },
    {
      name: 'vCPUs',
      now: sum(alive, 'cores').toLocaleString('en'),
      all: sum(machines, 'cores').toLocaleString('en'),
    },
    { name: 'Memory', now: memory(sum(alive, 'memoryMiB')), all: memory(sum(machines, 'memoryMiB')) },
  ]
  return (
    <Part title="Running now">
      <dl className={classes.usage}>
        {rows.map(({ name, now, all }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong>{now}</strong> <span className="soft">of {all}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}
