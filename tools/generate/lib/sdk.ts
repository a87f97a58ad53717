import type { Endpoint } from '@paddock/api'
import { bodyFields, checkFields, isList, mayBeLeftOut } from './fields.ts'
import { paramsOf, verbOf } from './names.ts'
import { generatedLine } from './write.ts'

/** The views that people who use the client want to name. */
const views = [
  'AssetView AuditRetention AuditVerification AuditView ConsoleView Deletion DiskView DoorView ExecAnswer HostRun HostView InterfaceView',
  'InvitationView LabDeed LabEvent LabSummary LabTraffic LabView LiveEvent MailView Me MemberView NetworkView ProblemDetails ProjectView',
  'QuotaView SessionView SnapshotView TemplateDetail TemplateVersionView TemplateView TenantView TokenView TrashView UsageView UserView ViewerView',
  'VmDetail VmView WayView',
  'AnswerOf EndpointId InputOf ItemOf',
].flatMap(line => line.split(' '))

/** One noun's file: a call for each of its endpoints. */
export function sdkNoun(noun: string, entries: readonly Endpoint[]): string {
  const calls = entries.map(entry => callsOf(entry)).join('\n')
  return `// ${generatedLine}
import type { AnswerOf, InputOf${entries.some(isList) ? ', ItemOf' : ''} } from '@paddock/api'
import type { ${entries.some(sendsJson) ? 'CallOptions, ' : ''}Client } from '../runtime/client.ts'
${entries.some(entry => entry.sends === 'events') ? "import { type WatchOptions, watch } from '../runtime/watch.ts'\n" : ''}
export function ${noun}Calls(client: Client) {
  return {
${calls}
  }
}
`
}

/** The package's front door. */
export function sdkIndex(nouns: readonly string[]): string {
  return `// ${generatedLine}
import { Client, type PaddockOptions } from '../runtime/client.ts'
${nouns.map(noun => `import { ${noun}Calls } from './${noun}.ts'`).join('\n')}

/**
 * A client of one installation for one caller: \`createPaddock({ baseUrl, token }).lab.start({ lab: id })\`.
 *
 * Every call takes one object with what the endpoint is asked, and a second one with what goes along.
 */
export function createPaddock(options: PaddockOptions = {}) {
  const client = new Client(options)
  return {
${nouns.map(noun => `    ${noun}: ${noun}Calls(client),`).join('\n')}
    /** The header that tells who asks, for a socket that is opened by other means. */
    authorization: () => client.authorization(),
  }
}
export type Paddock = ReturnType<typeof createPaddock>

export type { CallOptions, PaddockOptions } from '../runtime/client.ts'
export { PaddockProblem, type PaddockProblemCode } from '../runtime/problem.ts'
export type { WatchOptions } from '../runtime/watch.ts'
export type { ${views.join(', ')} } from '@paddock/api'
`
}

function callsOf(entry: Endpoint): string {
  checkFields(entry)
  const verb = verbOf(entry)
  const input = `input: InputOf<'${entry.id}'>${mayBeLeftOut(entry) ? ' = {}' : ''}`
  const line = lineOf(entry)
  switch (entry.sends) {
    case 'events':
      return `${doc(entry, entry.summary)}
${verb}: (${input}, options?: WatchOptions) => watch<AnswerOf<'${entry.id}'>>(client, ${line}, input, options),`
    case 'socket':
      return `${doc(entry, `The address for: ${entry.summary}`)}
${verb}Url: (${input}) => client.socketUrl(${line}, input),`
    case 'png':
      return `${doc(entry, entry.summary)}
${verb}: (${input}, options?: CallOptions) => client.bytes(${line}, input, { accept: 'image/png', ...options }),
${doc(entry, `The address for: ${entry.summary}`)}
${verb}Url: (${input}) => client.url(${line}, input),`
    case 'file':
      return `${doc(entry, entry.summary)}
${verb}: (${input}, options?: CallOptions) => client.stream(${line}, input, options),
${doc(entry, `The address for: ${entry.summary}`)}
${verb}Url: (${input}) => client.url(${line}, input),`
    case 'json':
      return `${doc(entry, entry.summary)}
${verb}: (${input}, options?: CallOptions) => client.call<AnswerOf<'${entry.id}'>>(${line}, input, options),${
        isList(entry)
          ? `
/** ${entry.summary} One by one, from page to page. */
${verb}All: (${input}, options?: CallOptions) => client.all<ItemOf<'${entry.id}'>>(${line}, input, options),`
          : ''
      }`
  }
}

function sendsJson(entry: Endpoint): boolean {
  return entry.sends === 'json' || entry.sends === 'png' || entry.sends === 'file'
}

/** What the runtime has to know of an endpoint. */
function lineOf(entry: Endpoint): string {
  const query = Object.keys(entry.query.shape)
  return `{ ${[
    `method: '${entry.method}'`,
    `path: '${entry.path}'`,
    ...(query.length > 0 ? [`query: [${query.map(name => `'${name}'`).join(', ')}]`] : []),
    ...(entry.body ? ['body: true'] : []),
    ...(entry.idempotency ? ['idempotent: true'] : []),
  ].join(', ')} }`
}

function doc(entry: Endpoint, summary: string): string {
  const fields = [...paramsOf(entry), ...Object.keys(entry.query.shape), ...bodyFields(entry)]
  const lines = [
    summary,
    ...(entry.description ? ['', entry.description] : []),
    ...(fields.length > 0 || entry.problems.length > 0 ? [''] : []),
    ...(entry.ifMatch ? ['Give `ifMatch` the revision that you saw, and nobody’s change is lost.'] : []),
    `\`${entry.method} ${entry.path}\`, for who may \`${entry.permission}\`.`,
    ...(entry.problems.length > 0
      ? [`@throws PaddockProblem ${entry.problems.map(code => `\`${code}\``).join(', ')}`]
      : []),
  ]
  return `/**\n${lines.map(line => ` * ${line}`.trimEnd()).join('\n')}\n */`
}
