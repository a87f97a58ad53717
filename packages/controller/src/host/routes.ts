import { hosts } from '@paddock/store'
import { viewPage } from '../http/page.ts'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { hostRunView, hostView } from './view.ts'

export function hostRoutes({ clock }: Needs): Handlers<'hostList' | 'hostGet' | 'hostRuns'> {
  return {
    hostList: ({ caller, query, read }) =>
      read(async tx => viewPage(await hosts.page(tx, caller, query), host => hostView(host, clock()))),
    hostGet: ({ caller, params, read }) =>
      read(async tx => hostView(await hosts.one(tx, caller, params.host, 'host.view'), clock())),
    hostRuns: ({ caller, params, query, read }) =>
      read(async tx => {
        const host = await hosts.one(tx, caller, params.host, 'host.view')
        return viewPage(await hosts.runs(tx, host, query), hostRunView)
      }),
  }
}
