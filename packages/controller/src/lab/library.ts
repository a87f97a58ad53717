import { type LabSpec, Problem, type TemplateId } from '@paddock/model'
import { library, type Tx } from '@paddock/store'

/**
 * The part of a template that a lab is to be made of: all its machines, or those that are named, with all its networks.
 *
 * @throws Problem `not-found` for a template or version that the tenant may not see, `invalid-input` for a machine that it has not
 */
export async function specOfTemplate(
  tx: Tx,
  { id, version, names }: { id: TemplateId; version: number | undefined; names: readonly string[] | undefined },
) {
  const template = await library.template(tx, id, version)
  if (names === undefined) return { template, spec: template.spec }
  const known = new Set(template.spec.vms.map(vm => vm.name))
  const missing = names.findIndex(name => !known.has(name))
  if (missing >= 0)
    throw new Problem('invalid-input', `${template.name} has no machine of that name.`, {
      fields: [
        {
          in: 'body',
          path: `/vms/${missing}`,
          message: `must be one of ${[...known].join(', ')}`,
        },
      ],
    })
  return { template, spec: { ...template.spec, vms: template.spec.vms.filter(vm => names.includes(vm.name)) } }
}

/**
 * Checks that every layer and asset that a spec names may be used by the tenant of this transaction.
 *
 * @throws Problem `not-found`
 */
export async function checkLibrary(tx: Tx, spec: LabSpec): Promise<void> {
  const layers = spec.vms.flatMap(vm =>
    vm.disks.flatMap(disk => (disk.source.kind === 'layer' ? [disk.source.layer] : [])),
  )
  const assets = spec.vms.flatMap(vm => (vm.cd === null ? [] : [vm.cd]))
  const memories = spec.vms.flatMap(vm => (vm.memory === null ? [] : [vm.memory]))
  await library.check(tx, { layers, memories, assets })
}
