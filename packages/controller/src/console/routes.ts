import { Problem, strokesFor } from '@paddock/model'
import { type InLab, type VmRow, vms } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import type { RoomOf } from './room.ts'
import { makeTicket } from './ticket.ts'
import { type TypeNeeds, typeText } from './type.ts'
import { atHost, demandLit } from './where.ts'

/** Answers what is asked of consoles in JSON. */
export function consoleRoutes(
  needs: TypeNeeds & Needs,
): Handlers<'vmTicket' | 'vmConsole' | 'vmDrive' | 'vmType' | 'vmStopTyping' | 'vmPress'> {
  const { hosts, consoles } = needs
  const subject = (vm: InLab<VmRow>) => ({ kind: 'vm', id: vm.id, name: vm.name, lab: vm.lab_id })
  return {
    vmTicket: ({ caller, session, params, body, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'console.view')
        about(subject(vm))
        await demandLit(tx, vm)
        return makeTicket(needs, tx, { session, vm, wish: body })
      }),
    vmConsole: async ({ caller, params, read }) =>
      consoles.view((await read(tx => vms.one(tx, caller, params.vm, 'console.view'))).id),
    vmDrive: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'console.use')
        about(subject(vm))
        const room = consoles.room(roomOf(vm))
        try {
          room.handTo(body.viewerId)
        } finally {
          consoles.tidy(room)
        }
        return room.view()
      }),
    // What is typed can't be taken back: its audit record is written before, in a transaction of its own.
    vmType: async ({ caller, session, params, body, change, about, onGone }) => {
      const { strokes, unknown } = strokesFor(body.text, body.layout)
      if (unknown.length > 0) throw notOnLayout(unknown, body.layout)
      const { vm, lit } = await change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'console.use')
        about(subject(vm))
        return { vm, lit: await demandLit(tx, vm) }
      })
      return typeText(needs, { of: roomOf(vm), project: vm.lab.project_id, lit, session, strokes, onGone })
    },
    vmStopTyping: ({ caller, params, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'console.use')
        about(subject(vm))
        consoles.find(vm.id)?.typing?.stop()
        return undefined
      }),
    vmPress: async ({ caller, params, body, change, about }) => {
      const lit = await change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'console.use')
        about(subject(vm))
        consoles.find(vm.id)?.demandFree(caller)
        return demandLit(tx, vm)
      })
      await atHost(hosts, lit, host => host.call({ method: 'press', run: lit.run, strokes: [body.keys] }))
      return undefined
    },
  }
}

export const roomOf = (vm: InLab<VmRow>): RoomOf => ({ vm: vm.id, lab: vm.lab_id, tenant: vm.tenant_id })

function notOnLayout(unknown: readonly string[], layout: string): Problem {
  const named = unknown.slice(0, 10).map(character => {
    const point = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    return /[\p{C}\p{Z}]/u.test(character) ? point : `${character} (${point})`
  })
  const words = `${named.join(', ')}${unknown.length > named.length ? ' and others' : ''}`
  const message = `The keyboard layout ${layout} has no key for ${words}. Nothing was typed.`
  return new Problem('invalid-input', message, { fields: [{ in: 'body', path: '/text', message }] })
}
