import { Problem } from '@paddock/model'
import { type Granted, type TemplateRow, type Tx, templates } from '@paddock/store'

/**
 * Deletes a version that nobody needs any more.
 *
 * @throws Problem `not-found`; `in-use` for the default, and one that labs were made from
 */
export async function removeVersion(
  tx: Tx,
  template: Granted<'template.manage', TemplateRow>,
  version: number,
): Promise<void> {
  const found = (await templates.versions(tx, template)).find(each => each.version === version)
  if (!found) throw new Problem('not-found', `${template.name} has no version ${version}.`)
  if (version === template.version)
    throw new Problem(
      'in-use',
      `Labs are made from version ${version} of ${template.name}. Make another one its default first.`,
    )
  if (found.lab_count > 0)
    throw new Problem(
      'in-use',
      `${found.lab_count === 1 ? 'A lab was' : `${found.lab_count} labs were`} made from version ${version} of ${template.name}, in the trash or out of it. It is kept for them.`,
    )
  await templates.removeVersion(tx, template, version)
}
