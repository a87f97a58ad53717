/** What is told while an image is made: the step in words, and how much of the whole is done, 0 to 1. */
export interface MakingProgress {
  readonly step: string
  readonly fraction: number
}

export interface MakeOptions {
  /** Where finished images lie. */
  readonly folder: string
  /** Where packages from the archive are kept. Recipes, installations and tests may share one. */
  readonly cacheFolder: string
  readonly onProgress?: (progress: MakingProgress) => void
  readonly signal?: AbortSignal
}

/** A finished image. */
export interface MadeImage {
  readonly file: string
  readonly kind: 'disk' | 'iso'
  readonly format: 'qcow2' | 'raw'
  readonly virtualSizeBytes: number
  /** SHA-256 of the file, in hex. */
  readonly checksum: string
}

/** Makes one image of the starter library on this machine. */
export interface Recipe {
  readonly name: string
  readonly title: string
  readonly kind: MadeImage['kind']
  readonly format: MadeImage['format']
  /** Changes whenever the image has to be made anew. */
  readonly revision: string
  /**
   * Returns the image, made now unless it already was.
   *
   * Needs root. Whenever it is cut off, by `signal` or by kill -9, nothing is left that looks finished, and the next call clears away
   * what the last one left. Several processes may make the same image at once: the first to finish decides, all return its image.
   */
  make(options: MakeOptions): Promise<MadeImage>
}
