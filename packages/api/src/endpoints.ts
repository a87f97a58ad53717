import { assetEndpoints } from './asset.ts'
import { auditEndpoints } from './audit.ts'
import { consoleEndpoints } from './console.ts'
import { diskEndpoints } from './disk.ts'
import { doorEndpoints } from './door.ts'
import { eventEndpoints } from './event.ts'
import { hostEndpoints } from './host.ts'
import { interfaceEndpoints } from './interface.ts'
import { invitationEndpoints } from './invitation.ts'
import { labEndpoints } from './lab.ts'
import { mailEndpoints } from './mail.ts'
import { networkEndpoints } from './network.ts'
import { passwordEndpoints } from './password.ts'
import { projectEndpoints } from './project.ts'
import { quotaEndpoints } from './quota.ts'
import { sessionEndpoints } from './session.ts'
import { snapshotEndpoints } from './snapshot.ts'
import { templateEndpoints } from './template.ts'
import { tenantEndpoints } from './tenant.ts'
import { tokenEndpoints } from './token.ts'
import { totpEndpoints } from './totp.ts'
import { trashEndpoints } from './trash.ts'
import { usageEndpoints } from './usage.ts'
import { userEndpoints } from './user.ts'
import { vmEndpoints } from './vm.ts'
import { wayEndpoints } from './way.ts'

/** The whole public API. */
export const endpoints = [
  ...sessionEndpoints,
  ...passwordEndpoints,
  ...totpEndpoints,
  ...tokenEndpoints,
  ...invitationEndpoints,
  ...mailEndpoints,
  ...wayEndpoints,
  ...doorEndpoints,
  ...tenantEndpoints,
  ...userEndpoints,
  ...projectEndpoints,
  ...templateEndpoints,
  ...assetEndpoints,
  ...labEndpoints,
  ...snapshotEndpoints,
  ...trashEndpoints,
  ...vmEndpoints,
  ...consoleEndpoints,
  ...diskEndpoints,
  ...networkEndpoints,
  ...interfaceEndpoints,
  ...hostEndpoints,
  ...auditEndpoints,
  ...usageEndpoints,
  ...quotaEndpoints,
  ...eventEndpoints,
] as const

type Entry = (typeof endpoints)[number]
export type EndpointId = Entry['id']
/** The entry of one endpoint, with the types of its shapes. */
export type EndpointOf<Id extends EndpointId> = Extract<Entry, { id: Id }>
