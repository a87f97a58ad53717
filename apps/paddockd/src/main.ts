import { addNewestKey } from './add-key.ts'
import { all } from './all.ts'
import { controller } from './controller.ts'
import { host } from './host.ts'
import { enter } from './process/enter.ts'
import { Refusal } from './refusal.ts'
import { ownSettings } from './settings/own.ts'
import type { Settings } from './settings/schema.ts'
import { simHost } from './sim.ts'
import { usage } from './usage.ts'

const programs = new Map<string, (settings: Settings) => Promise<void>>([
  ['all', settings => all(settings, 'host')],
  ['sim', settings => all(settings, 'sim-host')],
  ['controller', controller],
  ['host', host],
  ['add-key', addNewestKey],
  ['sim-host', simHost],
])

const [name = '', ...options] = process.argv.slice(2)
await enter(name, async () => {
  const program = programs.get(name)
  if (program === undefined) throw new Refusal(name === '' ? usage : `paddockd has no “${name}”.\n${usage}`)
  await program(await ownSettings(options))
})
