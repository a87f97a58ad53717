import type { WayView } from '@paddock/api'
import { Problem } from '@paddock/model'
import { checkRevision, demandEverywhere, type WayRow, ways } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { viewPage } from '../http/page.ts'
import type { Handlers } from '../route.ts'
import { demandNotAbove } from '../user/not-above.ts'
import { aboutWay } from './about.ts'
import { readGroupRole, writeGroupRole } from './group-roles.ts'
import { backUri } from './provider.ts'

const subject = ({ id, name }: WayRow) => ({ kind: 'way', id, name })

export function wayRoutes(needs: HttpNeeds): Handlers<'wayList' | 'wayCreate' | 'wayUpdate' | 'wayDelete'> {
  const { secrets, clock, newId } = needs
  const view = (way: WayRow): WayView => ({
    id: way.id,
    name: way.name,
    issuer: way.issuer,
    clientId: way.client_id,
    hasSecret: way.sealed_secret !== null,
    scope: way.scope,
    groupsClaim: way.groups_claim,
    groupRoles: way.group_roles.map(readGroupRole),
    admitsEverybody: way.admits_everybody,
    redirectUri: backUri(needs),
    revision: way.revision,
  })
  return {
    wayList: ({ caller, query, read }) => read(async tx => viewPage(await ways.page(tx, caller, query), view)),
    wayCreate: ({ caller, body, change, about }) =>
      change(async tx => {
        demandEverywhere(caller, 'user.manage')
        if (caller.tenant === null) throw new Problem('not-allowed', 'Operators sign in with passwords.')
        demandNotAbove(
          caller,
          body.groupRoles.map(({ role }) => role),
        )
        const id = newId<'way'>()
        const way = await ways.insert(tx, caller, {
          id,
          tenant_id: caller.tenant,
          name: body.name,
          issuer: body.issuer,
          client_id: body.clientId,
          sealed_secret: body.clientSecret === null ? null : secrets.seal(body.clientSecret, aboutWay(id)),
          scope: body.scope,
          groups_claim: body.groupsClaim,
          group_roles: body.groupRoles.map(writeGroupRole),
          admits_everybody: body.admitsEverybody,
          created_at: clock(),
        })
        about(subject(way))
        return view(way)
      }),
    wayUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const way = await ways.one(tx, caller, params.way)
        about(subject(way))
        checkRevision(way, revision)
        demandNotAbove(caller, body.groupRoles?.map(({ role }) => role) ?? [])
        const { clientSecret } = body
        const sealed = clientSecret == null ? clientSecret : secrets.seal(clientSecret, aboutWay(way.id))
        return view(
          await ways.update(tx, way, {
            name: body.name,
            client_id: body.clientId,
            sealed_secret: sealed,
            scope: body.scope,
            groups_claim: body.groupsClaim,
            group_roles: body.groupRoles?.map(writeGroupRole),
            admits_everybody: body.admitsEverybody,
          }),
        )
      }),
    wayDelete: ({ caller, params, change, about }) =>
      change(async tx => {
        const way = await ways.one(tx, caller, params.way)
        about(subject(way))
        await ways.remove(tx, way)
        return undefined
      }),
  }
}
