import type { LiveEvent } from '@paddock/sdk'
import { text } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { inColour } from '../show/state.ts'

function inWords(event: LiveEvent): string {
  switch (event.kind) {
    case 'lab':
      return `lab ${event.lab.name} ${inColour(event.lab.state)}`
    case 'lab-gone':
      return `lab ${event.labId} gone`
    case 'template':
      return `template ${event.template.name} ${inColour(event.template.state)} ${event.template.step}`
    case 'template-gone':
      return `template ${event.templateId} gone`
    case 'asset':
      return `file ${event.asset.name} ${inColour(event.asset.state)} ${event.asset.step}`
    case 'host':
      return `host ${event.host.name} ${inColour(event.host.state)}`
    case 'audit':
      return `audit ${event.records.map(one => `${one.actor?.name ?? 'somebody'} ${one.action}`).join(', ')}`
    case 'reload':
      return 'missed something: look at everything anew'
  }
}

export const eventVerbs = [
  verb('event watch', {
    says: 'Follows every change of what you may see, until Ctrl-C.',
    calls: ['eventWatch'],
    flags: { since: text('--since <sequence>', 'go on behind this event') },
    async run(cli, _, flags) {
      const options = { signal: cli.signal, ...(flags.since === undefined ? {} : { lastEventId: flags.since }) }
      for await (const event of cli.paddock.event.watch({}, options))
        cli.line(event, () => `${new Date().toTimeString().slice(0, 8)}  ${inWords(event).trimEnd()}`)
    },
  }),
]
