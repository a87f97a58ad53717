import type { CallOptions } from '@paddock/sdk'
import type { Cli } from '../frame/cli.ts'

/** What goes along with a create. */
export function made(cli: Cli, flags: { readonly key: string | undefined }): CallOptions {
  return { signal: cli.signal, ...(flags.key === undefined ? {} : { idempotencyKey: flags.key }) }
}

/** What goes along with a change. */
export function seen(cli: Cli, flags: { readonly revision: number | undefined }): CallOptions {
  return { signal: cli.signal, ...(flags.revision === undefined ? {} : { ifMatch: flags.revision }) }
}

type Present<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }

/** The fields that were given: an absent one keeps what is there, or takes the API's own default. */
export function given<Fields extends Record<string, unknown>>(fields: Fields): Present<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>
}

/** The secret of a link: what stands behind its #, or the whole where only that was given. */
export const secretOf = (link: string): string => link.slice(link.indexOf('#') + 1)
