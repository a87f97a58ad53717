import type { TenantView } from '@paddock/sdk'
import { everyOne, tenantId } from '../find/find.ts'
import { key, limit, needed, revision, text, turnedOn } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts, table } from '../show/table.ts'
import { ago } from '../show/text.ts'
import * as ask from '../sign-in/ask.ts'
import { made, seen } from './given.ts'

const show = (tenant: TenantView) =>
  facts([
    ['Tenant', tenant.name],
    ['Slug', tenant.slug],
    ['Id', tenant.id],
    ['Made', ago(tenant.createdAt)],
  ])

export const tenantVerbs = [
  verb('tenant list', {
    says: 'Lists tenants.',
    calls: ['tenantList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.tenant.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['SLUG', one => one.slug],
            ['NAME', one => one.name],
            ['MADE', one => ago(one.createdAt)],
            ['ID', one => one.id],
          ],
          'No tenants.',
        ),
      )
    },
  }),
  verb('tenant show <tenant>', {
    says: 'Shows a tenant.',
    calls: ['tenantGet'],
    async run(cli, args) {
      const tenant = await cli.paddock.tenant.get({ tenant: await tenantId(cli, args.tenant) })
      cli.answer(tenant, () => show(tenant))
    },
  }),
  verb('tenant create <slug> <name>', {
    says: 'Creates a tenant with its first administrator and a first project.',
    calls: ['tenantCreate'],
    flags: {
      email: needed(text('--email <address>', 'e-mail address of its administrator')),
      adminName: needed(text('--admin-name <name>', 'name of its administrator')),
      passwordStdin: turnedOn('--password-stdin', 'read the administrator’s password from stdin'),
      key,
    },
    async run(cli, { slug, name }, flags) {
      const password = await ask.password(cli.io, {
        fromStdin: flags.passwordStdin === true,
        question: `Password of ${flags.email}`,
      })
      const administrator = { email: flags.email, name: flags.adminName, password }
      const tenant = await cli.paddock.tenant.create({ slug, name, administrator }, made(cli, flags))
      cli.answer(tenant, () => show(tenant))
    },
  }),
  verb('tenant rename <tenant> <name>', {
    says: 'Renames a tenant.',
    calls: ['tenantUpdate'],
    flags: { revision },
    async run(cli, args, flags) {
      const tenant = await cli.paddock.tenant.update(
        { tenant: await tenantId(cli, args.tenant), name: args.name },
        seen(cli, flags),
      )
      cli.answer(tenant, () => show(tenant))
    },
  }),
]
