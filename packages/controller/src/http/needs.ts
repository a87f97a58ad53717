import type { Log } from '@paddock/host-api'
import type { Database } from '@paddock/store'
import type { Anchor } from '../audit/anchor.ts'
import type { Needs } from '../needs.ts'
import type { Secrets } from '../secrets/seal.ts'
import type { ControllerSettings } from '../settings.ts'

/** What answering requests needs. */
export interface HttpNeeds extends Needs {
  readonly database: Database
  readonly log: Log
  readonly settings: ControllerSettings
  readonly secrets: Secrets
  /** What is known of the audit log outside the database. */
  readonly anchor: Anchor
  /** Where browsers find this installation, for links: never what a request says of itself. */
  readonly ownUrl: () => string
  /** Says that a letter waits. */
  readonly wakeMail: () => void
  /** Says that records of the audit log may be older now than they are kept. */
  readonly wakeRetention: () => void
}
