import type { Duplex } from 'node:stream'
import type { Endpoint } from '@paddock/api'
import { Problem, type ProjectId, type VmId } from '@paddock/model'
import { type SignedIn, vms } from '@paddock/store'
import type { FastifyRequest } from 'fastify'
import type { HostRegistry } from '../hosts/registry.ts'
import { notSignedIn } from '../http/admission/caller.ts'
import { stateOf } from '../http/admission/state.ts'
import { writeAudit } from '../http/audit.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { validate } from '../http/reading/validate.ts'
import { endedMeanwhile } from '../vm/exec.ts'
import { wholeVm } from '../vm/load.ts'

export interface ConsoleNeeds extends HttpNeeds {
  readonly hosts: HostRegistry
}

/** An opened console: who watches, by the right of which project, and the bytes of the machine. */
export interface OpenedConsole {
  readonly signedIn: SignedIn
  readonly project: ProjectId
  readonly stream: Duplex
}

/**
 * Opens a machine's screen or serial port for a caller, and records that they did.
 *
 * Happens before the WebSocket is accepted, so that a refusal is an ordinary answer.
 *
 * @throws Problem `not-found`, `not-allowed`, `not-now`, `host-unreachable`
 */
export async function openConsole(
  needs: ConsoleNeeds,
  { entry, kind, request }: { entry: Endpoint; kind: 'screen' | 'serial'; request: FastifyRequest },
): Promise<OpenedConsole> {
  const state = stateOf(request)
  const signedIn = state?.admitted?.signedIn
  if (!state || !signedIn) throw notSignedIn()
  const [params] = validate([
    { in: 'params', schema: entry.params, value: request.params },
    { in: 'query', schema: entry.query, value: request.query },
  ])
  const id = (params as { vm: VmId }).vm
  state.understood = true
  state.subject = { kind: 'vm', id, name: '' }
  const { caller } = signedIn
  const { vm, project } = await needs.database.as(caller, async tx => {
    const granted = await vms.one(tx, caller, id, 'console.use')
    state.subject = { kind: 'vm', id, name: granted.name, lab: granted.lab_id }
    return { vm: (await wholeVm(needs, tx, granted)).whole, project: granted.lab.project_id }
  })
  if (vm.run_id === null || vm.host_id === null || vm.power === 'ended' || vm.power === 'waiting')
    throw new Problem('not-now', `${vm.name} does not run, so there is nothing to watch. Start it first.`)
  if (request.headers.upgrade?.toLowerCase() !== 'websocket')
    throw new Problem('invalid-input', 'Open this address as a WebSocket.')
  const stream = await needs.hosts
    .of(vm.host_id)
    .openStream({ kind, run: vm.run_id })
    .catch(cause => {
      throw endedMeanwhile(vm, cause)
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
    stream.destroy()
    throw cause
  }
  // A viewer who leaves before the WebSocket is there takes the machine's end along.
  request.raw.socket.once('close', () => stream.destroy())
  return { signedIn, project, stream }
}
