import { closeSync, fstatSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PictureCall, PictureResult } from '@paddock/host-api'
import type { QmpClient } from '@paddock/qmp'
import { narrowTo } from '../picture/picture.ts'
import { pngOf } from '../picture/png.ts'
import { readPpm } from '../picture/ppm.ts'
import { openImage, openLog } from './descriptors.ts'

/** Where QEMU writes is known to it by a descriptor only; one picture after the other uses the same name. */
const pictureName = 'picture.ppm'

/**
 * Takes a picture of the screen of a machine.
 *
 * QEMU may open no file, so it writes into one of ours (`/dev/fdset`), which has no name any more by then.
 */
export async function takePicture(
  qmp: QmpClient,
  { folder, call }: { folder: string; call: PictureCall },
): Promise<PictureResult> {
  const file = join(folder, pictureName)
  rmSync(file, { force: true })
  const write = openLog(file)
  const read = openImage(file, { writable: false })
  rmSync(file)
  try {
    const { set } = await qmp.execute('add-fd', { opaque: 'picture' }, { descriptor: write })
    try {
      await qmp.execute('screendump', { filename: `/dev/fdset/${set}` })
    } finally {
      await qmp.execute('remove-fd', { 'fdset-id': set })
    }
    const bytes = Buffer.alloc(fstatSync(read).size)
    readSync(read, bytes, 0, bytes.length, 0)
    return { png: (await pngOf(narrowTo(call.width, readPpm(bytes)))).toString('base64') }
  } finally {
    closeSync(write)
    closeSync(read)
  }
}
