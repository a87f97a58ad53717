import { Problem } from '@paddock/model'

/** What a request says of the page that sent it. */
export interface Sender {
  readonly origin: string | undefined
  readonly host: string | undefined
  readonly publicUrl: string | null
}

/**
 * Whether the request came from Paddock's own pages: `own`, from elsewhere: `foreign`, or from no page at all: `none`.
 *
 * A sandboxed frame and a local file send `null`, which is foreign (Fetch standard, "Origin header").
 */
export function originOf({ origin, host, publicUrl }: Sender): 'own' | 'foreign' | 'none' {
  if (origin === undefined) return 'none'
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return 'own'
  // Behind a proxy that ends TLS the scheme differs; host and port are the browser's own.
  const sent = URL.canParse(origin) ? new URL(origin).host : ''
  return sent !== '' && sent === host ? 'own' : 'foreign'
}

/** @throws Problem `wrong-origin` unless the request comes from one of Paddock's own pages, or from no page and with a token. */
export function demandOwnOrigin(sender: Sender, by: 'cookie' | 'token' | 'ticket' | 'nothing'): void {
  const origin = originOf(sender)
  if (origin === 'own' || (origin === 'none' && by !== 'cookie')) return
  throw new Problem('wrong-origin', 'Another site may not do this in your name. Use Paddock’s own pages, or a token.')
}

/** @throws Problem `wrong-origin` unless the request comes from a page of the site that is named, or of Paddock's own when none is */
export function demandOrigin(sender: Sender, site: string | null): void {
  if (site === null ? originOf(sender) === 'own' : sender.origin === site) return
  throw new Problem(
    'wrong-origin',
    `This ticket is for a page of ${site ?? 'Paddock itself'}. Make another, and name the site that opens the console as its \`origin\`.`,
  )
}
