import type { DoorView } from '@paddock/sdk'
import { onOff, orNone, revision } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts } from '../show/table.ts'
import { given, seen } from './given.ts'

const show = (door: DoorView) =>
  facts([
    ['Sessions last', door.sessionHours === null ? 'as the installation has it' : `${door.sessionHours} hours`],
    [
      'Unused ones end',
      door.sessionIdleMinutes === null ? 'with their time' : `after ${door.sessionIdleMinutes} minutes`,
    ],
    ['Second factor', door.totpRequired ? 'asked of everybody' : 'as each likes'],
    ['Revision', door.revision],
  ])

export const doorVerbs = [
  verb('door show', {
    says: 'Shows how the tenant’s people sign in.',
    calls: ['doorGet'],
    async run(cli) {
      const door = await cli.paddock.door.get()
      cli.answer(door, () => show(door))
    },
  }),
  verb('door update', {
    says: 'Changes how the tenant’s people sign in, and how long their sessions last.',
    calls: ['doorUpdate'],
    flags: {
      sessionHours: orNone('--session-hours <hours>', 'how long a session lasts at most'),
      sessionIdleMinutes: orNone('--session-idle-minutes <minutes>', 'after how long without use a session ends'),
      totpRequired: onOff('--totp-required <on|off>', 'whether everybody needs a second factor'),
      revision,
    },
    async run(cli, _, { sessionHours, sessionIdleMinutes, totpRequired, ...flags }) {
      const door = await cli.paddock.door.update(
        given({ sessionHours, sessionIdleMinutes, totpRequired }),
        seen(cli, flags),
      )
      cli.answer(door, () => show(door))
    },
  }),
]
