import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(css|html|js|json|svg|txt|webmanifest)$/
const smallest = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

/**
 * Writes `x.js.br` and `x.js.gz` beside each file of the build that text compresses well.
 *
 * Done once here, at the highest quality, which takes seconds: no server has to compress, and a first visit loads a tenth less.
 */
export const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const names = Object.keys(bundle).filter(name => compressible.test(name))
    await Promise.all(
      names.map(async name => {
        const body = await readFile(join(dir, name))
        if (body.length < 1_000) return
        await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(body, smallest))
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION }))
      }),
    )
  },
})
