import type { StarterLibrary } from '@paddock/controller'
import { recipes } from '@paddock/starter'

/** The public library of a new installation: an image for each recipe, and a template of one machine for each disk among them. */
export const library: StarterLibrary = {
  layers: [...recipes.values()].map(({ name, kind, format }) => ({ recipe: name, kind, format })),
  assets: [],
  templates: [...recipes.values()]
    .filter(({ kind }) => kind === 'disk')
    .map(({ name, title }) => ({
      name: title,
      description: `One machine with ${title}, on a network with a way out.`,
      version: 1,
      spec: layer => ({
        networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
        vms: [
          {
            name: 'machine',
            memoryMiB: 128,
            disks: [{ name: 'root', source: { kind: 'layer', layer: layer(name) } }],
            interfaces: [{ network: 'lan' }],
          },
        ],
      }),
    })),
}
