import { everyOne } from '../find/find.ts'
import { typed } from '../find/named.ts'
import type { Cli } from '../frame/cli.ts'

type Offer = readonly [name: string, about: string]

/** What there is of one kind, as a shell can offer it: names without blanks, which find the same things. */
export async function things(cli: Cli, kind: string): Promise<Offer[]> {
  const { paddock, signal } = cli
  const options = { signal }
  switch (kind) {
    case 'lab':
      return everyOne(paddock.lab.listAll({ limit: 200 }, options), one => [word(one.name), one.state], 200)
    case 'vm':
      return (
        await everyOne(
          paddock.lab.listAll({ limit: 200 }, options),
          lab => lab.vms.map(vm => [`${word(lab.name)}/${vm.name}`, vm.state] as const),
          200,
        )
      ).flat()
    case 'template':
      return everyOne(paddock.template.listAll({ limit: 200 }, options), one => [word(one.name), one.scope], 200)
    case 'asset':
      return everyOne(paddock.asset.listAll({ limit: 200 }, options), one => [word(one.name), one.kind], 200)
    case 'project':
      return everyOne(paddock.project.listAll({ limit: 200 }, options), one => [word(one.name), one.description], 200)
    case 'user':
      return everyOne(paddock.user.listAll({ limit: 200 }, options), one => [one.email, one.name], 200)
    case 'tenant':
      return everyOne(paddock.tenant.listAll({ limit: 200 }, options), one => [one.slug, one.name], 200)
    case 'token':
      return everyOne(paddock.token.listAll({ limit: 200 }, options), one => [word(one.name), one.expiresAt], 200)
    case 'host':
      return everyOne(paddock.host.listAll({ limit: 200 }, options), one => [word(one.name), one.state], 200)
    case 'thing':
      return everyOne(paddock.trash.listAll({ limit: 200 }, options), one => [word(one.name), one.kind], 200)
    case 'shell':
      return ['bash', 'zsh', 'fish', 'powershell'].map(shell => [shell, ''] as const)
    default:
      return []
  }
}

/** A name that a shell takes for one word. */
const word = (name: string) => (/^[\w.@-]+$/.test(name) ? name : typed(name))
