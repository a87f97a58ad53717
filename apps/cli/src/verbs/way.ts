import type { WayView } from '@paddock/sdk'
import { everyOne, wayId } from '../find/find.ts'
import { key, limit, needed, onOff, revision, several, text, turnedOn, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts, table } from '../show/table.ts'
import { yesNo } from '../show/text.ts'
import * as ask from '../sign-in/ask.ts'
import { readProfiles, whereToAsk, writeProfiles } from '../sign-in/profiles.ts'
import { given, made, seen } from './given.ts'

const show = (way: WayView) =>
  facts([
    ['Way', way.name],
    ['Issuer', way.issuer],
    ['Client', way.clientId],
    ['Has a secret', yesNo(way.hasSecret)],
    ['Scope', way.scope],
    ['Groups in', way.groupsClaim],
    ['Roles', way.groupRoles.map(({ group, role }) => `${role}: ${group}`).join(', ')],
    ['Lets everybody in', yesNo(way.admitsEverybody)],
    ['Sends people back to', way.redirectUri],
    ['Revision', way.revision],
  ])

/** `administrator=Lab admins` */
const groupRole = (words: string) => {
  const at = words.indexOf('=')
  return { role: words.slice(0, at) as 'member', group: words.slice(at + 1) }
}

const flags = {
  secretStdin: turnedOn('--secret-stdin', 'read the client’s secret from stdin'),
  scope: text('--scope <words>', 'what the provider is asked for (openid email profile)'),
  groupsClaim: text('--groups-claim <name>', 'where the provider tells the groups (groups)'),
  role: several('--role <role=group>', 'a role, and the group whose people have it'),
  everybody: onOff('--everybody <on|off>', 'whether people of no such group are let in too'),
}
type Flags = { scope?: string; groupsClaim?: string; role?: readonly string[]; everybody?: boolean }
const wish = ({ scope, groupsClaim, role, everybody }: { [Key in keyof Flags]: Flags[Key] | undefined }) =>
  given({ scope, groupsClaim, groupRoles: role?.map(groupRole), admitsEverybody: everybody })

export const wayVerbs = [
  verb('way list', {
    says: 'Lists the ways in that your tenant has set up.',
    calls: ['wayList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.way.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => one.name],
            ['ISSUER', one => one.issuer],
            ['CLIENT', one => one.clientId],
            ['ID', one => one.id],
          ],
          'Passwords only.',
        ),
      )
    },
  }),
  verb('way create <name>', {
    says: 'Sets up a way in by OpenID Connect.',
    calls: ['wayCreate'],
    flags: {
      issuer: needed(text('--issuer <url>', 'the provider’s address')),
      client: needed(text('--client <id>', 'what the provider calls this installation')),
      ...flags,
      key,
    },
    async run(cli, { name }, { issuer, client, secretStdin, ...rest }) {
      const clientSecret = secretStdin ? await ask.password(cli.io, { fromStdin: true, question: '' }) : null
      const way = await cli.paddock.way.create(
        { name, issuer, clientId: client, clientSecret, ...wish(rest) },
        made(cli, rest),
      )
      cli.answer(way, () => show(way))
    },
  }),
  verb('way update <way>', {
    says: 'Changes a way in.',
    calls: ['wayUpdate'],
    flags: {
      name: text('--name <name>', 'a new name'),
      client: text('--client <id>', 'what the provider calls this installation'),
      ...flags,
      revision,
    },
    async run(cli, args, { name, client, secretStdin, ...rest }) {
      const clientSecret = secretStdin ? await ask.password(cli.io, { fromStdin: true, question: '' }) : undefined
      const way = await cli.paddock.way.update(
        { way: await wayId(cli, args.way), ...given({ name, clientId: client, clientSecret }), ...wish(rest) },
        seen(cli, rest),
      )
      cli.answer(way, () => show(way))
    },
  }),
  verb('way delete <way>', {
    says: 'Removes a way in.',
    calls: ['wayDelete'],
    flags: { yes },
    async run(cli, args, flags) {
      const way = await wayId(cli, args.way)
      await ask.confirm(cli.io, { question: `Remove the way ${args.way}?`, yes: flags.yes })
      await cli.paddock.way.delete({ way })
      cli.answer(null, () => `Removed ${args.way}.`)
    },
  }),
  verb('way take <way>', {
    says: 'Signs in by one of a tenant’s ways, with a browser beside.',
    calls: ['wayOffered', 'wayBegin', 'wayFinish'],
    flags: { tenant: needed(text('--tenant <slug>', 'the tenant')) },
    async run(cli, args, { tenant }) {
      const { ways } = await cli.paddock.way.offered({ tenant })
      const chosen = ways.find(({ id, name }) => id === args.way || name === args.way)
      const { url, ticket } = await cli.paddock.way.begin({ tenant, way: chosen?.id ?? args.way })
      cli.note(`Open this in a browser, and sign in there:\n${url}`)
      const back = await ask.text(cli.io, undefined, { question: 'The address that it ended at', flag: '--' })
      const { token, me } = await cli.paddock.way.finish({ ticket, answer: URL.parse(back)?.search ?? '' })
      const saved = readProfiles(cli.io)
      const name = cli.profileName ?? saved.current
      const at = whereToAsk(cli.io, cli.profileName, cli.url).url
      const profile = { url: at, token, tenant, email: me.user.email }
      writeProfiles(cli.io, { current: name, profiles: { ...saved.profiles, [name]: profile } })
      cli.answer(me, () => `Signed in at ${at} as ${me.user.name}.`)
    },
  }),
]
