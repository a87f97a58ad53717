import type { HostLinkEvents, Log } from '@paddock/host-api'
import { idsFrom } from '@paddock/model'
import { type Database, migrate } from '@paddock/store'
import { fileAnchor, noAnchor } from './audit/anchor.ts'
import { startRetention } from './audit/retention.ts'
import { routeAuditExport } from './audit/route-export.ts'
import { startSealer } from './audit/sealer.ts'
import { openConsoles } from './console/consoles.ts'
import { routeConsoleSockets } from './console/route-sockets.ts'
import { routeThumbnails } from './console/route-thumbnail.ts'
import { screens } from './console/screens.ts'
import { thumbnails } from './console/thumbnails.ts'
import { openFeed } from './event/feed.ts'
import { eventHub } from './event/hub.ts'
import { routeEvents } from './event/routes.ts'
import { watchedSessions } from './event/watched-session.ts'
import { hostRegistry } from './hosts/registry.ts'
import { routeApi } from './http/api.ts'
import { routeMetrics } from './http/doors/metrics.ts'
import { type Portal, servePortal } from './http/doors/portal.ts'
import { routeProbes } from './http/doors/probes.ts'
import { makeServer } from './http/server.ts'
import { smtpPost } from './mail/post.ts'
import { startSender } from './mail/sender.ts'
import { type Reconcilers, startReconcilers } from './reconcilers/index.ts'
import type { Secrets } from './secrets/seal.ts'
import { sealAnew } from './secrets/seal-anew.ts'
import { type ControllerSettings, defaultSettings } from './settings.ts'
import { routeSnapshotPictures } from './snapshot/route-picture.ts'
import { startTidying } from './tidy.ts'

export interface ControllerNeeds {
  readonly database: Database
  readonly log: Log
  /** What secrets are sealed with: the same for all controllers of an installation, and not in its database. */
  readonly secrets: Secrets
  readonly clock?: () => Date
  /** Fills the bytes with randomness that nobody can foretell. */
  readonly random?: (bytes: Uint8Array) => void
  readonly settings?: Partial<ControllerSettings>
  /** The built portal; empty: there is none. */
  readonly portal?: Portal
}

/** One controller of an installation. */
export interface Controller {
  /** What the links of hosts deliver to. */
  readonly hosts: HostLinkEvents
  /** Begins to listen. Resolves with the address, `http://127.0.0.1:8080`. */
  listen(at: { host: string; port: number }): Promise<string>
  /** Ends every request, stream and console, and lets go of the hosts. Labs go on; the database stays open. */
  close(): Promise<void>
}

/** How long a record waits for its seal, at most. */
const sealEveryMs = 1_000

const fillRandom = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes)

/**
 * Makes a controller on a database: migrates it, hears its changes, makes true what is wanted, answers people.
 *
 * Nothing is kept in its memory that is not in the database, so any number of them may run, and die.
 */
export async function createController(given: ControllerNeeds): Promise<Controller> {
  const { database, log, clock = () => new Date(), random = fillRandom } = given
  const settings = { ...defaultSettings, ...given.settings }
  await migrate(database.pool)
  await sealAnew(database, given.secrets)

  let reconcilers: Reconcilers | null = null
  const hosts = hostRegistry({
    database,
    log,
    wake: (host, why) => reconcilers?.wake(why === 'joined' ? { joined: host } : { host }),
  })
  const feed = openFeed({ database, log })
  const newId = idsFrom(clock, random)
  reconcilers = startReconcilers({ database, hosts, newId, clock, log, layerGraceSeconds: settings.layerGraceSeconds })
  const { wake } = reconcilers
  feed.subscribe({
    changed(change) {
      if (change.kind === 'lab') wake({ lab: change.id })
      if (change.kind === 'layer') wake({ layer: change.id })
      if (change.kind === 'library') wake('everywhere')
    },
    gap: () => wake('everywhere'),
  })
  const anchor = settings.auditAnchor === null ? noAnchor : fileAnchor(settings.auditAnchor)
  const { secrets } = given
  const { smtpUrl } = settings
  const mail = smtpUrl
    ? startSender({ database, secrets, clock, log, post: smtpPost({ url: smtpUrl, from: settings.mailFrom }) })
    : null
  let listensAt = ''
  const ownUrl = () => (settings.publicUrl ?? listensAt).replace(/\/+$/, '')
  const wakeMail = () => mail?.wake()
  const retention = startRetention({ database, clock, log })
  const { wake: wakeRetention } = retention
  const needs = {
    database,
    log,
    clock,
    random,
    settings,
    secrets,
    newId,
    hosts,
    anchor,
    ownUrl,
    wakeMail,
    wakeRetention,
  }
  const sessions = watchedSessions({ database, feed, clock, log })
  const consoles = openConsoles({ database, feed, log })
  const hub = eventHub({ database, feed, consoles, clock, random, log })
  const tidying = startTidying({ database, clock, log })
  const sealer = startSealer({ database, feed, clock, log, anchor, everyMs: sealEveryMs })

  const server = await makeServer(needs)
  routeProbes(server, needs, feed.isListening)
  routeMetrics(server, needs, hub.viewerCount)
  const withConsoles = { ...needs, consoles, screens: screens({ hosts }), watchedSessions: sessions }
  routeApi(server, withConsoles)
  routeAuditExport(server, needs)
  routeEvents(server, { ...needs, hub, watchedSessions: sessions })
  const sockets = routeConsoleSockets(server, withConsoles)
  routeSnapshotPictures(server, needs)
  routeThumbnails(server, { ...needs, thumbnails: thumbnails({ hosts, clock }) })
  servePortal(server, given.portal ?? new Map())

  return {
    hosts: hosts.events,
    async listen(at) {
      listensAt = await server.listen(at)
      return listensAt
    },
    async close() {
      tidying.close()
      // Streams and consoles first: the server waits for what is still being answered.
      sessions.close()
      consoles.close()
      await hub.close()
      await server.close()
      withConsoles.screens.close()
      await sockets.settled()
      await sealer.close()
      await retention.close()
      await mail?.close()
      await reconcilers?.close()
      await hosts.close()
      await feed.close()
    },
  }
}
