import type { LabSpecInput, LayerId } from '@paddock/model'

/** A lab of the starter library. */
export interface StarterTemplate {
  readonly name: string
  readonly description: string
  /** Raised with every change: installations that have an older version get this one. */
  readonly version: number
  /** The lab's document, given the ids of the images by their recipes' names. */
  spec(layer: (recipe: string) => LayerId): LabSpecInput
}

type LayerOf = (recipe: string) => LayerId

const rootDisk = (layer: LayerId) => [{ name: 'root', source: { kind: 'layer' as const, layer } }]

/** One machine on a network with a way out. */
const oneMachine =
  (image: string, memoryMiB: number) =>
  (layer: LayerOf): LabSpecInput => ({
    networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
    vms: [{ name: 'machine', memoryMiB, disks: rootDisk(layer(image)), interfaces: [{ network: 'lan' }] }],
  })

/**
 * Six machines from one image; each is told by its user data what it is in the shop.
 *
 * The database has no way out of its network, and only the web server is on both.
 */
function webShop(layer: LayerOf): LabSpecInput {
  const machine = (name: string, role: string, description: string, at: { front?: string; back?: string }) => ({
    name,
    description,
    memoryMiB: 128,
    userData: `#!/bin/sh\nshop-role ${role}\n`,
    disks: rootDisk(layer('web-shop')),
    interfaces: Object.entries(at).map(([network, address]) => ({ network, address })),
  })
  return {
    networks: [
      { name: 'front', cidr: '10.20.0.0/24' },
      { name: 'back', cidr: '10.30.0.0/24', nat: false },
    ],
    vms: [
      machine('db', 'db', 'PostgreSQL with the products and orders', { back: '10.30.0.20' }),
      machine('web', 'web', 'The shop: http://web/', { front: '10.20.0.10', back: '10.30.0.10' }),
      machine('controller', 'controller', 'Has the command "loadtest"', { front: '10.20.0.30' }),
      ...[1, 2, 3].map(number =>
        machine(`client${number}`, 'client', 'Buys when the controller says so', { front: `10.20.0.3${number}` }),
      ),
    ],
  }
}

/** The labs that every installation begins with. */
export const starterTemplates: readonly StarterTemplate[] = [
  {
    name: 'Tiny Linux',
    description: 'One machine with Tiny Linux, on a network with a way out. It is ready in seconds.',
    version: 1,
    spec: oneMachine('tiny-linux', 128),
  },
  {
    name: 'Debian 12 server',
    description: 'One machine with Debian 12, cloud-init, SSH and the guest agent, on a network with a way out.',
    version: 1,
    spec: oneMachine('debian-12', 512),
  },
  {
    name: 'Web shop',
    description:
      'A shop with its database on a second machine, three test clients, and a controller whose command "loadtest" makes them buy and counts what is stored.',
    version: 1,
    spec: webShop,
  },
]

/** CDs of the starter library. */
export const starterAssets = [
  {
    name: 'Tiny Linux installer',
    description: 'Starts a machine with a blank disk; the command "install" writes Tiny Linux onto it.',
    recipe: 'tiny-linux-iso',
  },
] as const
