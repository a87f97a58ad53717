import type { EndpointOf } from '@paddock/api'
import { cidrsOverlap, Problem } from '@paddock/model'
import { type Granted, type LabRow, labWholes, runs, type Tx } from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'
import { fillLab } from './fill.ts'
import { instantiate, startedOf } from './instantiate.ts'
import { checkLibrary, specOfTemplate } from './library.ts'
import { demandKept } from './power.ts'

type Wish = z.output<EndpointOf<'labAdd'>['body']>

/**
 * Adds machines of a template to a lab. What already runs in it goes on.
 *
 * @throws Problem `not-found`, `limit-reached`, `no-free-address`, `address-taken`
 */
export async function addToLab(needs: Needs, tx: Tx, lab: Granted<'lab.edit', LabRow>, wish: Wish): Promise<void> {
  demandKept(lab)
  const { spec } = await specOfTemplate(tx, {
    id: wish.templateId,
    version: wish.templateVersion,
    names: wish.vms,
  })
  await checkLibrary(tx, spec)
  const [whole] = await labWholes(tx, [lab.id])
  if (!whole) throw new Problem('not-found', 'The lab is gone.')
  const present = {
    networks: whole.networks,
    vmNames: whole.vms.filter(vm => vm.intent !== 'deleted').map(vm => vm.name),
    ports: whole.vms.flatMap(vm => vm.interfaces),
  }
  const used = new Set(spec.vms.flatMap(vm => vm.interfaces.map(port => port.network)))
  const added = { ...spec, networks: spec.networks.filter(network => wish.vms === undefined || used.has(network.name)) }
  for (const network of added.networks) {
    const clash = whole.networks.find(other => other.name !== network.name && cidrsOverlap(other.cidr, network.cidr))
    if (clash)
      throw new Problem(
        'address-taken',
        `Network ${network.name} (${network.cidr}) overlaps ${clash.name} (${clash.cidr}) of this lab. Change one of them first.`,
      )
  }
  const rows = instantiate(needs, { tenant: lab.tenant_id, lab: lab.id, spec: added, present })
  await fillLab(tx, rows)
  if (wish.start) await runs.begin(tx, lab, startedOf(rows), needs.newId<'run'>)
}
