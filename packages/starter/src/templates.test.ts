import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LayerId, labSpec } from '@paddock/model'
import { recipes } from './recipes.ts'
import { starterAssets, starterTemplates } from './templates.ts'

/** An id for each recipe; a recipe that does not exist has none. */
const layer = (recipe: string): LayerId => {
  const at = [...recipes.keys()].indexOf(recipe)
  assert.ok(at >= 0, `there is a recipe ${recipe}`)
  return `01900000-0000-7000-8000-00000000000${at}` as LayerId
}

for (const template of starterTemplates)
  test(`the starter template "${template.name}" is a lab as people write it, from images that there are`, () => {
    assert.ok(labSpec.parse(template.spec(layer)).vms.length > 0)
  })

test('the web shop is six small machines on two networks, and its database has no way out (USE-1)', () => {
  const shop = starterTemplates.find(({ name }) => name === 'Web shop')
  assert.ok(shop)
  const { networks, vms } = labSpec.parse(shop.spec(layer))
  assert.deepEqual(
    networks.map(({ name, nat }) => [name, nat]),
    [
      ['front', true],
      ['back', false],
    ],
  )
  const places = Object.fromEntries(vms.map(vm => [vm.name, vm.interfaces.map(({ network }) => network).join(' ')]))
  const front = { controller: 'front', client1: 'front', client2: 'front', client3: 'front' }
  assert.deepEqual(places, { db: 'back', web: 'front back', ...front })
  assert.ok(vms.every(vm => vm.memoryMiB <= 192 && vm.userData.startsWith('#!')))
})

test("a CD of the starter library is made by an ISO's recipe", () => {
  for (const { recipe } of starterAssets) assert.equal(recipes.get(recipe)?.kind, 'iso')
})
