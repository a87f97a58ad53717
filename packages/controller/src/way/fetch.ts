import { lookup } from 'node:dns'
import { request as plainly } from 'node:http'
import { request as encrypted } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { CustomFetch } from 'openid-client'
import { isPublicAddress } from './public-address.ts'

const longestAnswerBytes = 1024 * 1024
const timeoutMs = 10_000

const notPublic = () => new Error('The address is not a public one, and the installation asks no others.')

/** Resolves a name as usual, and refuses what is not public at the moment of connecting: a name may change its mind in between. */
const publicLookup: LookupFunction = (name, options, done) =>
  lookup(name, { ...options, all: true }, (problem, found) => {
    if (problem) return done(problem, '')
    if (!found.every(({ address }) => isPublicAddress(address))) return done(notPublic(), '')
    if (options.all) return done(null, found)
    const [first] = found
    done(null, first?.address ?? '', first?.family ?? 4)
  })

/**
 * Asks an identity provider, whose address a tenant chose: public addresses with TLS only, unless `anywhere`; no redirects, and so much of an
 * answer and no more.
 */
export const providerFetch =
  (anywhere: boolean): CustomFetch =>
  (address, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const url = new URL(address)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      if (!anywhere && (url.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host))))
        return reject(notPublic())
      const send = url.protocol === 'https:' ? encrypted : plainly
      const sent = send(
        url,
        {
          method,
          headers,
          signal: AbortSignal.timeout(timeoutMs),
          agent: false,
          ...(anywhere ? {} : { lookup: publicLookup }),
        },
        answer => {
          const parts: Buffer[] = []
          let length = 0
          answer.on('data', (part: Buffer) => {
            length += part.length
            if (length > longestAnswerBytes) answer.destroy(new Error('The answer is too long.'))
            else parts.push(part)
          })
          answer.on('error', reject)
          answer.on('end', () => {
            const told = Object.entries(answer.headers).flatMap(([name, value]) =>
              value === undefined ? [] : [[name, String(value)] as [string, string]],
            )
            const empty = answer.statusCode === 204 || answer.statusCode === 304
            resolve(
              new Response(empty ? null : Buffer.concat(parts), { status: answer.statusCode ?? 502, headers: told }),
            )
          })
        },
      )
      sent.on('error', reject)
      if (body !== undefined && body !== null) sent.write(body instanceof URLSearchParams ? body.toString() : body)
      sent.end()
    })
