import { Problem } from '@paddock/model'
import { headerReadBytes, NotQcow2, type Qcow2Header, readHeader } from './header.ts'
import { type ImageRecord, nameOf, type Pool } from './pool.ts'

/**
 * Reads an image's own header and holds it against what is recorded.
 *
 * @throws Problem `image-not-made` when it names other files than it should: nothing of QEMU's may open it then.
 */
export function inspected(pool: Pool, record: ImageRecord): Qcow2Header {
  const refuse = (why: string, cause?: unknown) =>
    new Problem('image-not-made', `The image ${record.id} is refused: ${why}`, { cause })
  let header: Qcow2Header
  try {
    header = readHeader(pool.beginning(record, headerReadBytes))
  } catch (cause) {
    if (cause instanceof NotQcow2) throw refuse(cause.message, cause)
    throw cause
  }
  const parent = record.parent === null ? null : pool.records.get(record.parent)
  if (parent === undefined) throw refuse('the image that it lies on is not here.')
  if (header.backingFile !== (parent === null ? null : nameOf(parent))) throw refuse('it names another backing file.')
  if (parent !== null && header.backingFormat !== parent.format) throw refuse('it names another backing format.')
  if (header.hasDataFile) throw refuse('its data lie in another file.')
  if (header.encrypted) throw refuse('it is encrypted.')
  return header
}
