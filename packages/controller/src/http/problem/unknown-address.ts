import { endpoints } from '@paddock/api'
import { Problem } from '@paddock/model'
import type { FastifyReply, FastifyRequest } from 'fastify'

const addresses = endpoints.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** @throws Problem `method-not-allowed` for an address that takes another method, else `not-found` */
export function refuseUnknown(request: FastifyRequest, reply: FastifyReply): never {
  const path = request.url.split('?')[0] ?? ''
  const methods = [...new Set(addresses.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))]
  if (methods.length === 0) throw new Problem('not-found', 'There is nothing at this address.')
  reply.header('allow', methods.join(', '))
  throw new Problem('method-not-allowed', `This address takes ${methods.join(', ')}.`)
}
