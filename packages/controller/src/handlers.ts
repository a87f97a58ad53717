import { assetRoutes } from './asset/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { consoleRoutes } from './console/routes.ts'
import type { TypeNeeds } from './console/type.ts'
import { diskRoutes } from './disk/routes.ts'
import { doorRoutes } from './door/routes.ts'
import { hostRoutes } from './host/routes.ts'
import type { HttpNeeds } from './http/needs.ts'
import { interfaceRoutes } from './interface/routes.ts'
import { invitationRoutes } from './invitation/routes.ts'
import { labRoutes } from './lab/routes.ts'
import { mailRoutes } from './mail/routes.ts'
import { networkRoutes } from './network/routes.ts'
import { passwordRoutes } from './password/routes.ts'
import { memberRoutes } from './project/members.ts'
import { projectRoutes } from './project/routes.ts'
import { quotaRoutes } from './quota/routes.ts'
import type { AllHandlers } from './route.ts'
import { sessionRoutes } from './session/routes.ts'
import { snapshotRoutes } from './snapshot/routes.ts'
import { templateRoutes } from './template/routes.ts'
import { tenantRoutes } from './tenant/routes.ts'
import { tokenRoutes } from './token/routes.ts'
import { totpRoutes } from './totp/routes.ts'
import { trashRoutes } from './trash/routes.ts'
import { usageRoutes } from './usage/routes.ts'
import { userRoutes } from './user/routes.ts'
import { vmRoutes } from './vm/routes.ts'
import { wayRoutes } from './way/routes.ts'

/** The handlers of all nouns. One that is missing does not compile. */
export const allHandlers = (needs: HttpNeeds & TypeNeeds): AllHandlers => ({
  ...sessionRoutes(needs),
  ...passwordRoutes(needs),
  ...totpRoutes(needs),
  ...tokenRoutes(needs),
  ...invitationRoutes(needs),
  ...mailRoutes(needs),
  ...wayRoutes(needs),
  ...doorRoutes(needs),
  ...tenantRoutes(needs),
  ...userRoutes(needs),
  ...projectRoutes(needs),
  ...memberRoutes(),
  ...templateRoutes(needs),
  ...assetRoutes(),
  ...labRoutes(needs),
  ...snapshotRoutes(needs),
  ...trashRoutes(),
  ...vmRoutes(needs),
  ...consoleRoutes(needs),
  ...diskRoutes(needs),
  ...networkRoutes(needs),
  ...interfaceRoutes(needs),
  ...hostRoutes(needs),
  ...auditRoutes(needs),
  ...usageRoutes(needs),
  ...quotaRoutes(),
})
