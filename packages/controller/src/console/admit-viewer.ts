import type { Duplex } from 'node:stream'
import type { Endpoint } from '@paddock/api'
import { Problem, type ProjectId, type ViewerId, type VmId } from '@paddock/model'
import { type SignedIn, vms } from '@paddock/store'
import type { FastifyRequest } from 'fastify'
import type { HostRegistry } from '../hosts/registry.ts'
import { notSignedIn } from '../http/admission/caller.ts'
import { type RequestState, stateOf } from '../http/admission/state.ts'
import { writeAudit } from '../http/audit.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { validate } from '../http/reading/validate.ts'
import { endedMeanwhile } from '../vm/exec.ts'
import type { Consoles } from './consoles.ts'
import { browserPicture } from './rfb/wanted-picture.ts'
import type { RoomOf } from './room.ts'
import { roomOf } from './routes.ts'
import type { HeldSource, Screens } from './screens.ts'
import { demandLit, type Lit } from './where.ts'

export interface ConsoleNeeds extends HttpNeeds {
  readonly hosts: HostRegistry
  readonly consoles: Consoles
  readonly screens: Screens
}

/** What a viewer will look at: the screen, which others may share, or a stream of the serial port of its own. */
export type Opened =
  | { readonly kind: 'screen'; readonly held: HeldSource; release(): void }
  | { readonly kind: 'serial'; readonly stream: Duplex; release(): void }

/** An opened console: who watches, by the right of which project, and what. */
export interface OpenedConsole {
  readonly state: RequestState
  readonly signedIn: SignedIn
  readonly project: ProjectId
  readonly of: RoomOf
  readonly lit: Lit
  readonly id: ViewerId
  readonly looksOnly: boolean
  readonly opened: Opened
}

/**
 * Opens a machine's screen or serial port for a caller, and records that they did.
 *
 * Happens before the WebSocket is accepted, so that a refusal is an ordinary answer.
 *
 * @throws Problem `not-found`, `not-allowed`, `not-now`, `host-unreachable`, `in-use`
 */
export async function openConsole(
  needs: ConsoleNeeds,
  { entry, kind, request }: { entry: Endpoint; kind: 'screen' | 'serial'; request: FastifyRequest },
): Promise<OpenedConsole> {
  const state = stateOf(request)
  const signedIn = state?.admitted?.signedIn
  if (!state || !signedIn) throw notSignedIn()
  const [params, query] = validate([
    { in: 'params', schema: entry.params, value: request.params },
    { in: 'query', schema: entry.query, value: request.query },
  ])
  const { vm: id } = params as { vm: VmId }
  const ticket = state.admitted?.ticket
  if (ticket && (ticket.vm_id !== id || ticket.kind !== kind)) throw notSignedIn()
  const { view, viewer } = query as { view?: 'only'; viewer?: ViewerId }
  state.understood = true
  state.subject = { kind: 'vm', id, name: '' }
  const { caller } = signedIn
  const { vm, lit } = await needs.database.as(caller, async tx => {
    const vm = await vms.one(tx, caller, id, 'console.view')
    state.subject = { kind: 'vm', id, name: vm.name, lab: vm.lab_id }
    return { vm, lit: await demandLit(tx, vm) }
  })
  if (request.headers.upgrade?.toLowerCase() !== 'websocket')
    throw new Problem('invalid-input', 'Open this address as a WebSocket.')
  const former = viewer && needs.consoles.find(id)?.viewer(viewer)
  if (former && former.caller.user !== caller.user)
    throw new Problem('in-use', 'Somebody else watches under this viewer id. Choose another.')
  const opened = await open(needs, kind, lit).catch(cause => {
    throw endedMeanwhile(lit, cause)
  })
  try {
    await needs.database.as(caller, tx =>
      writeAudit(tx, state.audit, {
        actor: caller,
        tenant: caller.tenant,
        subject: state.subject,
        outcome: 'done',
        code: null,
      }),
    )
  } catch (cause) {
    // Nobody watches without a record of it.
    opened.release()
    throw cause
  }
  // A viewer who leaves before the WebSocket is there lets go of it as well.
  request.raw.socket.once('close', opened.release)
  return {
    ...{ state, signedIn, lit, opened },
    project: vm.lab.project_id,
    of: roomOf(vm),
    id: viewer ?? needs.newId<'viewer'>(),
    looksOnly: view === 'only' || ticket?.view_only === true,
  }
}

async function open({ hosts, screens }: ConsoleNeeds, kind: 'screen' | 'serial', lit: Lit): Promise<Opened> {
  if (kind === 'screen') {
    const held = await screens.hold(lit, browserPicture)
    return { kind, held, release: held.release }
  }
  const stream = await hosts.of(lit.host).openStream({ kind, run: lit.run })
  return { kind, stream, release: () => void stream.destroy() }
}
