import { type Endpoint, everyEndpointMay } from '@paddock/api'
import { type Fault, type ProblemCode, problems } from '@paddock/model'
import { code, markdownTable } from './markdown.ts'
import { problemAdvice } from './problem-advice.ts'

const canMend: Readonly<Record<Fault, string>> = {
  caller: 'you, by asking differently',
  operator: 'the operator of the installation',
  us: 'the makers of Paddock',
}

/** Every code that a refusal can have: what it means and what to do. */
export function problemsPage(endpoints: readonly Endpoint[]): string {
  const codes = Object.keys(problems) as ProblemCode[]
  return [
    '# Problems',
    'Whatever is refused is refused with problem details (RFC 9457): `application/problem+json` with `type`, `title`, `status`, `detail`, and three fields of Paddock’s own: `code`, one of those below, which programs should go by; `fault`, who can put it right; and `requestId`, under which the logs tell more. `errors` names the fields that are not as they should be, each with a JSON pointer.',
    markdownTable(
      ['Code', 'Status', 'Title', 'Who can put it right'],
      codes.map(name => [
        `[${code(name)}](#${name})`,
        String(problems[name].status),
        problems[name].title,
        canMend[problems[name].fault],
      ]),
    ),
    ...codes.map(name => {
      const { status, title } = problems[name]
      const { means, todo } = problemAdvice[name]
      return [`## ${name}`, `${status} · ${title}.`, means, `**What to do:** ${todo}`, where(name, endpoints)].join(
        '\n\n',
      )
    }),
  ].join('\n\n')
}

function where(name: ProblemCode, endpoints: readonly Endpoint[]): string {
  if (everyEndpointMay.some(common => common === name)) return 'Any endpoint may answer it.'
  const from = endpoints.filter(({ problems: own }) => own.includes(name))
  if (from.length === 0)
    return 'It comes as the reason of a thing that failed, or from the server as a whole, not from one endpoint.'
  return `From: ${from.map(({ id }) => `[${code(id)}](api.md#${id.toLowerCase()})`).join(', ')}.`
}
