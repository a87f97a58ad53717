import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import Provider from 'oidc-provider'

/** Somebody whom the provider knows. */
export interface Known {
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
  readonly groups?: readonly string[]
}

/** An OpenID provider of the test, at which whoever comes is signed in as `who` without being asked. */
export interface IdentityProvider {
  readonly issuer: string
  readonly people: Record<string, Known>
  who: string
}

export const client = { id: 'paddock', secret: 'a secret of the client that is long enough' }

/** Starts a real OpenID provider that sends people back to an installation. */
export async function startIdentityProvider(
  t: Pick<TestContext, 'after'>,
  redirectUri: string,
): Promise<IdentityProvider> {
  let handle = (_: IncomingMessage, answer: ServerResponse): void => void answer.writeHead(503).end()
  const server = createServer((request, answer) => handle(request, answer))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const found: IdentityProvider = { issuer, people: {}, who: '' }
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...found.people[id] }) as never }),
  })
  const answers = provider.callback()
  const letIn = async (request: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const grant = new provider.Grant({ accountId: found.who, clientId: client.id })
    grant.addOIDCScope('openid email profile')
    const consent = { grantId: await grant.save() }
    await provider.interactionFinished(request, answer, { login: { accountId: found.who }, consent })
  }
  handle = (request, answer) => {
    if (!request.url?.startsWith('/interaction/')) return void answers(request, answer)
    letIn(request, answer).catch(() => answer.writeHead(500).end())
  }
  return found
}
