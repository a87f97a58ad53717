import type { Endpoint } from '@paddock/api'
import { z } from 'zod'
import { paramsOf } from './names.ts'

/** The names of a body's fields. Bodies are objects, so that fields can be added to them later. */
export function bodyFields(entry: Endpoint): string[] {
  return Object.keys(bodyShape(entry))
}

function bodyShape(entry: Endpoint): Readonly<Record<string, z.core.$ZodType>> {
  if (entry.body === null) return {}
  if (entry.body instanceof z.ZodObject) return entry.body.shape
  throw new Error(`The body of ${entry.id} is no object.`)
}

/** Fails when an endpoint's parameters, query and body could not stand in one object. */
export function checkFields(entry: Endpoint): void {
  const params = Object.keys(entry.params.shape)
  if (params.sort().join() !== paramsOf(entry).sort().join())
    throw new Error(`The parameters of ${entry.id} are not those of its path.`)
  const names = [...params, ...Object.keys(entry.query.shape), ...bodyFields(entry)]
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined)
    throw new Error(`${entry.id} has two fields called ${twice}: parameters, query and body share one object.`)
}

/** Whether an endpoint can be asked with nothing at all. */
export function mayBeLeftOut(entry: Endpoint): boolean {
  if (paramsOf(entry).length > 0) return false
  return [...Object.values(entry.query.shape), ...Object.values(bodyShape(entry))].every(
    field => z.safeParse(field, undefined).success,
  )
}

/** Whether an endpoint answers page by page. */
export function isList(entry: Endpoint): boolean {
  return 'cursor' in entry.query.shape
}
