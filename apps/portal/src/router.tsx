import type { LabId, UsageBy, VmId } from '@paddock/model'
import { PaddockProblem } from '@paddock/sdk'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { readAuditSearch } from './audit/auditSearch.ts'
import { readPanel } from './lab/panel.ts'
import { readLabsSearch } from './pages/labs/labsSearch.ts'
import { NotFoundPage } from './pages/not-found/NotFoundPage.tsx'
import { ClosedPage } from './pages/problem/ClosedPage.tsx'
import { OutsidePage } from './pages/problem/OutsidePage.tsx'
import { ProblemPage } from './pages/problem/ProblemPage.tsx'
import { type SettingsPart, settingsParts } from './pages/settings/parts.ts'
import { meQuery } from './session/meQuery.ts'
import { Root } from './shell/Root.tsx'
import { Shell } from './shell/Shell.tsx'
import { Waiting } from './shell/Waiting.tsx'
import { type Period, periods, usageWays } from './usage/period.ts'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Root })

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Only a path of this portal: an address that leads elsewhere after signing in is a trap. */
const inside = (value: unknown): string | undefined => {
  const path = text(value)
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { tenant?: string; to?: string } => {
    const tenant = text(search.tenant)
    const to = inside(search.to)
    return { ...(tenant ? { tenant } : {}), ...(to ? { to } : {}) }
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/SignInPage.tsx'), 'SignInPage'),
})

const ofTenant = (search: Record<string, unknown>): { tenant?: string } => {
  const tenant = text(search.tenant)
  return tenant ? { tenant } : {}
}

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  validateSearch: ofTenant,
  component: lazyRouteComponent(() => import('./pages/letters/ForgotPage.tsx'), 'ForgotPage'),
})

const back = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/back',
  component: lazyRouteComponent(() => import('./pages/sign-in/BackPage.tsx'), 'BackPage'),
})

/** Where links of letters lead: what lets people in stands behind their #. */
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./pages/letters/InvitationPage.tsx'), 'InvitationPage'),
})
const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/new-password',
  component: lazyRouteComponent(() => import('./pages/letters/NewPasswordPage.tsx'), 'NewPasswordPage'),
})

/** Whatever needs a session: without one, the door opens first and leads back here. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queries.ensureQueryData(meQuery)
      if (me.mustAddTotp && location.pathname !== '/second-factor')
        throw redirect({ to: '/second-factor', search: location.pathname === '/' ? {} : { to: location.href } })
      return { me }
    } catch (error) {
      if (!(error instanceof PaddockProblem) || error.code !== 'not-signed-in') throw error
      const { tenant } = location.search as { tenant?: unknown }
      throw redirect({
        to: '/sign-in',
        search: {
          ...(text(tenant) ? { tenant: String(tenant) } : {}),
          ...(location.pathname === '/' ? {} : { to: location.href }),
        },
      })
    }
  },
  component: Outlet,
  pendingComponent: () => (
    <OutsidePage>
      <p className="soft">Asking who is signed in…</p>
    </OutsidePage>
  ),
  errorComponent: ClosedPage,
})

/** Before anything else, for whoever owes their tenant a second factor. */
const secondFactor = createRoute({
  getParentRoute: () => signedIn,
  path: '/second-factor',
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    const to = inside(search.to)
    return to ? { to } : {}
  },
  component: lazyRouteComponent(() => import('./pages/second-factor/SecondFactorPage.tsx'), 'SecondFactorPage'),
})

const shell = createRoute({ getParentRoute: () => signedIn, id: 'shell', component: Shell })

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/HomePage.tsx'), 'HomePage'),
})

const labs = createRoute({
  getParentRoute: () => shell,
  path: '/labs',
  validateSearch: readLabsSearch,
  component: lazyRouteComponent(() => import('./pages/labs/LabsPage.tsx'), 'LabsPage'),
})

/** Lists that can only be searched say so by `search` in their address. */
const withWords = (search: Record<string, unknown>): { search?: string } => {
  const words = text(search.search)
  return words ? { search: words } : {}
}

const library = createRoute({
  getParentRoute: () => shell,
  path: '/library',
  validateSearch: withWords,
  component: lazyRouteComponent(() => import('./pages/library/LibraryPage.tsx'), 'LibraryPage'),
})

const hosts = createRoute({
  getParentRoute: () => shell,
  path: '/hosts',
  validateSearch: withWords,
  component: lazyRouteComponent(() => import('./pages/hosts/HostsPage.tsx'), 'HostsPage'),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>): { part?: SettingsPart } => {
    const part = settingsParts.find(each => each === search.part)
    return part ? { part } : {}
  },
  component: lazyRouteComponent(() => import('./pages/settings/SettingsPage.tsx'), 'SettingsPage'),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./pages/audit/AuditPage.tsx'), 'AuditPage'),
})

const trash = createRoute({
  getParentRoute: () => shell,
  path: '/trash',
  component: lazyRouteComponent(() => import('./pages/trash/TrashPage.tsx'), 'TrashPage'),
})

const usage = createRoute({
  getParentRoute: () => shell,
  path: '/usage',
  validateSearch: (search: Record<string, unknown>): { by?: UsageBy; period?: Period } => {
    const by = usageWays.find(each => each === search.by)
    const period = periods.find(each => each === search.period)
    return { ...(by ? { by } : {}), ...(period ? { period } : {}) }
  },
  component: lazyRouteComponent(() => import('./pages/usage/UsagePage.tsx'), 'UsagePage'),
})

const lab = createRoute({
  getParentRoute: () => shell,
  path: '/labs/$lab',
  params: { parse: ({ lab }) => ({ lab: lab as LabId }), stringify: ({ lab }) => ({ lab }) },
  validateSearch: readPanel,
  component: lazyRouteComponent(() => import('./pages/lab/LabPage.tsx'), 'LabPage'),
})

const labTabs = [
  createRoute({
    getParentRoute: () => lab,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/lab/machines/MachinesTab.tsx'), 'MachinesTab'),
  }),
  createRoute({
    getParentRoute: () => lab,
    path: '/topology',
    component: lazyRouteComponent(() => import('./pages/lab/topology/TopologyTab.tsx'), 'TopologyTab'),
  }),
  createRoute({
    getParentRoute: () => lab,
    path: '/snapshots',
    component: lazyRouteComponent(() => import('./pages/lab/snapshots/SnapshotsTab.tsx'), 'SnapshotsTab'),
  }),
  createRoute({
    getParentRoute: () => lab,
    path: '/networks',
    component: lazyRouteComponent(() => import('./pages/lab/networks/NetworksTab.tsx'), 'NetworksTab'),
  }),
  createRoute({
    getParentRoute: () => lab,
    path: '/activity',
    component: lazyRouteComponent(() => import('./pages/lab/activity/ActivityTab.tsx'), 'ActivityTab'),
  }),
  createRoute({
    getParentRoute: () => lab,
    path: '/settings',
    component: lazyRouteComponent(() => import('./pages/lab/settings/SettingsTab.tsx'), 'SettingsTab'),
  }),
] as const

const consoleParams = {
  parse: ({ lab, vm }: { lab: string; vm: string }) => ({ lab: lab as LabId, vm: vm as VmId }),
  stringify: ({ lab, vm }: { lab: LabId; vm: VmId }) => ({ lab: lab as string, vm: vm as string }),
}

/** `view=only` in the address of a console: to look and not to touch. */
const consoleSearch = (search: Record<string, unknown>): { view?: 'only' } =>
  search.view === 'only' ? { view: 'only' } : {}

const screen = createRoute({
  getParentRoute: () => signedIn,
  path: '/labs/$lab/vms/$vm/screen',
  params: consoleParams,
  validateSearch: consoleSearch,
  component: lazyRouteComponent(() => import('./pages/screen/ScreenPage.tsx'), 'ScreenPage'),
})

const serial = createRoute({
  getParentRoute: () => signedIn,
  path: '/labs/$lab/vms/$vm/serial',
  params: consoleParams,
  validateSearch: consoleSearch,
  component: lazyRouteComponent(() => import('./pages/serial/SerialPage.tsx'), 'SerialPage'),
})

const wall = createRoute({
  getParentRoute: () => signedIn,
  path: '/labs/$lab/wall',
  params: { parse: ({ lab }) => ({ lab: lab as LabId }), stringify: ({ lab }) => ({ lab }) },
  component: lazyRouteComponent(() => import('./pages/wall/WallPage.tsx'), 'WallPage'),
})

const tree = root.addChildren([
  signIn,
  back,
  forgot,
  invitation,
  newPassword,
  signedIn.addChildren([
    shell.addChildren([home, labs, library, usage, audit, hosts, trash, settings, lab.addChildren(labTabs)]),
    secondFactor,
    screen,
    serial,
    wall,
  ]),
])

export const createPortalRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    scrollRestoration: true,
    // A page whose parts are still on their way: nothing at first, as everywhere.
    defaultPendingComponent: () => <Waiting rows={4} />,
    defaultPendingMs: 300,
    defaultPendingMinMs: 200,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: ProblemPage,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPortalRouter>
  }
}
