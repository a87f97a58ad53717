/** What an operator may set about a controller. */
export interface ControllerSettings {
  /** Where browsers find this installation, such as `https://labs.example.org`. Null: wherever they came to. */
  readonly publicUrl: string | null
  /** Addresses of the proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** How long a sign-in lasts. */
  readonly sessionHours: number
  /** Most requests of one address in a minute, and most attempts to sign in. */
  readonly requestsPerMinute: number
  readonly signInsPerMinute: number
  /** The mail server that letters are handed to, and whom they are from. Null: they wait to be looked at. */
  readonly smtpUrl: string | null
  readonly mailFrom: string
  /** Whether tenants may name identity providers at addresses that are not public, and without TLS. */
  readonly privateProviders: boolean
  /** How long a layer that nothing stands on is kept. */
  readonly layerGraceSeconds: number
  /** How long what was deleted can be restored, in days. 0: not at all, it is removed at once. */
  readonly trashDays: number
  /** The file outside the database to which the audit log's seals are written. Null: none is. */
  readonly auditAnchor: string | null
  /** Checks every answer against its schema, and that nothing else is in it: for tests, because it costs time. */
  readonly checkAnswers: boolean
}

export const defaultSettings: ControllerSettings = {
  publicUrl: null,
  trustedProxies: [],
  sessionHours: 12,
  requestsPerMinute: 12_000,
  signInsPerMinute: 60,
  smtpUrl: null,
  privateProviders: false,
  mailFrom: 'Paddock <paddock@localhost>',
  layerGraceSeconds: 60,
  trashDays: 7,
  auditAnchor: null,
  checkAnswers: false,
}
