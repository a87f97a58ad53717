import type { AssetId, LabSpec, LayerId } from '@paddock/model'

/** What of the library a document stands on. */
export const partsOf = ({ vms }: LabSpec): { layers: LayerId[]; assets: AssetId[] } => ({
  layers: [
    ...new Set(
      vms.flatMap(vm => [
        ...vm.disks.flatMap(({ source }) => (source.kind === 'layer' ? [source.layer as LayerId] : [])),
        ...(vm.memory === null ? [] : [vm.memory as LayerId]),
      ]),
    ),
  ],
  assets: [...new Set(vms.flatMap(vm => (vm.cd === null ? [] : [vm.cd as AssetId])))],
})
