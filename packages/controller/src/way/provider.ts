import { Problem } from '@paddock/model'
import type { WayRow } from '@paddock/store'
import * as oidc from 'openid-client'
import type { HttpNeeds } from '../http/needs.ts'
import { aboutWay } from './about.ts'
import { providerFetch } from './fetch.ts'

/** What has to be kept from the beginning of a sign-in to its end. */
export interface Checks {
  readonly verifier: string
  readonly state: string
  readonly nonce: string
}

/** Whom the provider says that somebody is. */
export interface Claims {
  readonly subject: string
  readonly email: string | null
  /** Null: the provider does not say. */
  readonly emailVerified: boolean | null
  readonly name: string | null
  readonly groups: readonly string[]
}

const failed = (cause: unknown) =>
  new Problem(
    'provider-failed',
    'The identity provider did not do its part. Try again; if it stays so, an administrator of your tenant has to look at how this way in is set up.',
    { cause },
  )

async function configOf({ settings, secrets }: HttpNeeds, way: WayRow): Promise<oidc.Configuration> {
  const secret = way.sealed_secret === null ? null : secrets.open(way.sealed_secret, aboutWay(way.id))
  const config = await oidc.discovery(
    new URL(way.issuer),
    way.client_id,
    undefined,
    // Every provider takes Basic (RFC 6749, section 2.3.1).
    secret === null ? oidc.None() : oidc.ClientSecretBasic(secret),
    {
      [oidc.customFetch]: providerFetch(settings.privateProviders),
      execute: settings.privateProviders
        ? [oidc.enableNonRepudiationChecks, oidc.allowInsecureRequests]
        : [oidc.enableNonRepudiationChecks],
    },
  )
  config[oidc.customFetch] = providerFetch(settings.privateProviders)
  return config
}

/** Where the provider sends people back to: a page of the portal. */
export const backUri = ({ ownUrl }: Pick<HttpNeeds, 'ownUrl'>): string => `${ownUrl()}/sign-in/back`

/** @throws Problem `provider-failed` */
export async function begin(needs: HttpNeeds, way: WayRow): Promise<{ url: string; checks: Checks }> {
  const checks = {
    verifier: oidc.randomPKCECodeVerifier(),
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
  }
  try {
    const url = oidc.buildAuthorizationUrl(await configOf(needs, way), {
      redirect_uri: backUri(needs),
      scope: way.scope,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
      state: checks.state,
      nonce: checks.nonce,
    })
    return { url: url.href, checks }
  } catch (cause) {
    throw failed(cause)
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** @throws Problem `provider-failed` also for an answer that was not asked for here. */
export async function finish(
  needs: HttpNeeds,
  way: WayRow,
  { checks, answer }: { checks: Checks; answer: string },
): Promise<Claims> {
  try {
    const config = await configOf(needs, way)
    const url = new URL(backUri(needs))
    url.search = answer
    const tokens = await oidc.authorizationCodeGrant(config, url, {
      pkceCodeVerifier: checks.verifier,
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      idTokenExpected: true,
    })
    const told = tokens.claims()
    if (!told) throw new Error('There is no ID token.')
    // Not every provider puts everything into the token.
    const more = config.serverMetadata().userinfo_endpoint
      ? await oidc.fetchUserInfo(config, tokens.access_token, told.sub)
      : {}
    const all: Record<string, unknown> = { ...more, ...told }
    const groups = all[way.groups_claim]
    return {
      subject: told.sub,
      email: textOf(all.email)?.toLowerCase() ?? null,
      emailVerified: typeof all.email_verified === 'boolean' ? all.email_verified : null,
      name: textOf(all.name) ?? textOf(all.preferred_username),
      groups: Array.isArray(groups) ? groups.filter(each => typeof each === 'string') : [],
    }
  } catch (cause) {
    throw failed(cause)
  }
}
