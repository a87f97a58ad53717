import { type Endpoint, type EndpointId, endpoints } from '@paddock/api'

const byId: ReadonlyMap<string, Endpoint> = new Map(endpoints.map(entry => [entry.id, entry]))

/** The entry of an endpoint. */
export function endpointOf(id: EndpointId): Endpoint {
  const entry = byId.get(id)
  if (!entry) throw new Error(`There is no endpoint ${id}.`)
  return entry
}
