import { isSupervised } from '../process/parent.ts'
import { readSettings } from './read.ts'
import type { Settings } from './schema.ts'

/** The variable in which a supervisor hands the settings on: its children may not be able to read the file that they came from. */
const handedOn = 'PADDOCK_SETTINGS'

/** What a child's environment needs to have these settings. */
export const handOn = (settings: Settings): Record<string, string> => ({ [handedOn]: JSON.stringify(settings) })

/** The settings of this process: those that its supervisor checked and handed on, or else those that it reads itself. */
export async function ownSettings(options: readonly string[]): Promise<Settings> {
  const text = process.env[handedOn]
  if (isSupervised() && text !== undefined) return JSON.parse(text)
  return readSettings({ options, env: process.env })
}
