import type { LabSpecInput, LayerId } from '@paddock/model'

/** An image that hosts make from a recipe. */
export interface StarterLayer {
  readonly recipe: string
  readonly kind: 'disk' | 'iso'
  readonly format: 'qcow2' | 'raw'
  /** The recipe of the image that it stands on. */
  readonly parent?: string
}

/** An ISO of the public library. */
export interface StarterAsset {
  readonly name: string
  readonly description: string
  readonly recipe: string
}

/** A template of the public library. A newer `version` replaces an older one of the same name. */
export interface StarterTemplate {
  readonly name: string
  readonly description: string
  readonly version: number
  /** The document, given the layers' ids by recipe. */
  spec(layer: (recipe: string) => LayerId): LabSpecInput
}

/** What every installation begins with. */
export interface StarterLibrary {
  readonly layers: readonly StarterLayer[]
  readonly assets: readonly StarterAsset[]
  readonly templates: readonly StarterTemplate[]
}
