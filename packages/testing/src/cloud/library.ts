import type { StarterLibrary } from '@paddock/controller'

/** A library that simulated hosts make in no time: a disk, an ISO, and a template with both. */
export const testLibrary: StarterLibrary = {
  layers: [
    { recipe: 'test-disk', kind: 'disk', format: 'qcow2' },
    { recipe: 'test-iso', kind: 'iso', format: 'raw' },
  ],
  assets: [{ name: 'Test ISO', description: '', recipe: 'test-iso' }],
  templates: [
    {
      name: 'Test template',
      description: 'Two machines on a network',
      version: 1,
      spec: layer => ({
        networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
        vms: ['one', 'two'].map(name => ({
          name,
          memoryMiB: 64,
          disks: [{ name: 'root', source: { kind: 'layer', layer: layer('test-disk') } }],
          interfaces: [{ network: 'lan' }],
        })),
      }),
    },
  ],
}
