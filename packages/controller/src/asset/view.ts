import type { AssetView } from '@paddock/api'
import { type AssetRow, type LayerProgress, layerProgress, type Tx } from '@paddock/store'

/** Files of the library as they are now. One query more, however many. */
export async function assetViews(tx: Tx, assets: readonly AssetRow[]): Promise<AssetView[]> {
  const layers = await layerProgress(
    tx,
    assets.map(asset => asset.layer_id),
  )
  return assets.map(asset => assetView(asset, layers.get(asset.layer_id)))
}

function assetView(asset: AssetRow, layer: LayerProgress | undefined): AssetView {
  return {
    id: asset.id,
    name: asset.name,
    description: asset.description,
    kind: asset.kind,
    scope: asset.tenant_id === null ? 'public' : 'tenant',
    state: layer?.state ?? 'failed',
    progress: layer?.progress ?? 0,
    step: layer?.step ?? '',
    reason: layer?.trouble ?? null,
    sizeBytes: layer?.sizeBytes ?? null,
    createdAt: asset.created_at.toISOString(),
  }
}
