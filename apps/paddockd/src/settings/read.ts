import { readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { parse, YAMLParseError } from 'yaml'
import type { z } from 'zod'
import { Refusal } from '../refusal.ts'
import { closest } from './closest.ts'
import { dataFolder, fileSettings, type Settings } from './schema.ts'

/** The names of all settings: keys of the configuration file, and variables of the environment. */
export const settingNames = (): { keys: string[]; variables: string[] } => ({
  keys: Object.keys(fileSettings.shape),
  variables: [...Object.keys(variables), ...otherVariables],
})

type FileSettings = z.output<typeof fileSettings>
type Environment = Readonly<Record<string, string | undefined>>

/** The variables that hold a setting of the same kind as the file's; they win over it. */
const variables = {
  PADDOCK_LISTEN: 'listen',
  DATABASE_URL: 'databaseUrl',
  PADDOCK_PUBLIC_URL: 'publicUrl',
  PADDOCK_LOG_LEVEL: 'logLevel',
  PADDOCK_SIMULATED_HOSTS: 'simulatedHosts',
  PADDOCK_CACHE: 'cache',
  PADDOCK_SMTP_URL: 'smtpUrl',
  PADDOCK_MAIL_FROM: 'mailFrom',
} as const satisfies Record<string, keyof FileSettings>

/** Settings that are numbers: a variable holds their digits. */
const numbers = new Set<string>(['simulatedHosts'])

const otherVariables = ['PADDOCK_DATA', 'PADDOCK_CONFIG']
/** Variables of other programs that may stand in the same environment: the command line's, the tests' and the portal's development server's. */
const foreignVariables = /^PADDOCK_(TEST_|DEV_|CLI_|URL$|TOKEN$|PROFILE$|TENANT$|DEBUG$)/

/**
 * Reads the settings: first the configuration file, then the environment, then the command line; the later one wins.
 *
 * @throws Refusal naming the setting, where it came from and what was expected; also for a name that is no setting.
 */
export async function readSettings({
  options,
  env,
}: {
  options: readonly string[]
  env: Environment
}): Promise<Settings> {
  refuseUnknownVariables(env)
  const data = dataFolderOf(options, env)
  const file = await fromFile(env.PADDOCK_CONFIG ?? null, join(data, 'paddock.yaml'))
  const set = { ...file, ...fromEnvironment(env) }
  return {
    data,
    listen: set.listen ?? { host: '127.0.0.1', port: 8080 },
    databaseUrl: set.databaseUrl ?? null,
    publicUrl: set.publicUrl ?? null,
    logLevel: set.logLevel ?? 'info',
    trustedProxies: set.trustedProxies ?? [],
    sessionHours: set.sessionHours ?? null,
    requestsPerMinute: set.requestsPerMinute ?? null,
    signInsPerMinute: set.signInsPerMinute ?? null,
    smtpUrl: set.smtpUrl ?? null,
    privateProviders: set.privateProviders ?? false,
    mailFrom: set.mailFrom ?? null,
    simulatedHosts: set.simulatedHosts ?? 3,
    cache: set.cache ?? '/var/cache/paddock',
    auditAnchor: set.auditAnchor ?? null,
    layerGraceSeconds: set.layerGraceSeconds ?? null,
    trashDays: set.trashDays ?? null,
    egressCidr: set.egressCidr ?? null,
    deniedNetworks: set.deniedNetworks ?? [],
    resolvers: set.resolvers ?? null,
  }
}

function dataFolderOf(options: readonly string[], env: Environment): string {
  const [name, value, ...more] = options
  if (name !== undefined && (name !== '--data' || value === undefined || more.length > 0))
    throw new Refusal(`Expected nothing, or --data FOLDER, after the command, got “${options.join(' ')}”.`)
  const text = value ?? env.PADDOCK_DATA ?? '/var/lib/paddock'
  return normalize(checked(dataFolder, text, () => (value === undefined ? 'PADDOCK_DATA' : '--data'))).replace(
    /(?<=.)\/$/,
    '',
  )
}

function refuseUnknownVariables(env: Environment): void {
  const known = [...Object.keys(variables), ...otherVariables]
  for (const name of Object.keys(env)) {
    if (!name.startsWith('PADDOCK_') || known.includes(name) || foreignVariables.test(name)) continue
    throw new Refusal(
      `${name} (environment) is not a setting. Did you mean ${closest(name, known)}? All are: ${known.join(', ')}.`,
    )
  }
}

function fromEnvironment(env: Environment): FileSettings {
  const found: Record<string, unknown> = {}
  for (const [variable, key] of Object.entries(variables)) {
    const text = env[variable]
    if (text === undefined || text === '') continue
    found[key] = numbers.has(key) ? Number(text) : text
  }
  const nameOf = new Map<string, string>(Object.entries(variables).map(([variable, key]) => [key, variable]))
  return checked(fileSettings, found, key => `${nameOf.get(key)} (environment)`)
}

async function fromFile(named: string | null, usual: string): Promise<FileSettings> {
  const path = named ?? usual
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (named === null && code === 'ENOENT') return {}
    throw new Refusal(`The configuration file ${path} can't be read (${code ?? String(cause)}).`)
  }
  const content = parsed(text, path)
  if (content === null) return {}
  return checked(fileSettings, content, key => (key === '' ? path : `${key} (${path})`))
}

function parsed(text: string, path: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    if (cause instanceof YAMLParseError)
      throw new Refusal(`The configuration file ${path} is not YAML: ${cause.message}`)
    throw cause
  }
}

/** The value, parsed; otherwise a refusal whose sentences name the setting as `name` does, given its key or nothing for the whole. */
function checked<T>(schema: z.ZodType<T>, value: unknown, name: (key: string) => string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Refusal(result.error.issues.flatMap(issue => sentences(issue, name)).join('\n'))
}

function sentences(issue: z.core.$ZodIssue, name: (key: string) => string): string[] {
  if (issue.code !== 'unrecognized_keys')
    return [`${name(issue.path.join('.'))}: ${issue.message.replace(/^Invalid input: /, '')}.`]
  const known = Object.keys(fileSettings.shape)
  return issue.keys.map(
    key => `${name(key)} is not a setting. Did you mean ${closest(key, known)}? All are: ${known.join(', ')}.`,
  )
}
