import type { Endpoint } from '@paddock/api'

/** The noun of an endpoint's id: `lab` of `labPowerOff`. */
export function nounOf({ id }: Pick<Endpoint, 'id'>): string {
  return /^[a-z]+/.exec(id)?.[0] ?? id
}

/** The verb of an endpoint's id: `powerOff` of `labPowerOff`. */
export function verbOf({ id }: Pick<Endpoint, 'id'>): string {
  const verb = id.slice(nounOf({ id }).length)
  return verb.charAt(0).toLowerCase() + verb.slice(1)
}

/** The parameters in a path's braces. */
export function paramsOf({ path }: Pick<Endpoint, 'path'>): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}
