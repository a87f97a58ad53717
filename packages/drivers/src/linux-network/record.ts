import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assignment, type FenceWanted } from '@paddock/host-api'
import { removeTree } from '@paddock/linux'
import { idSchema } from '@paddock/model'

const fenceRecord = assignment.shape.fences.element
  .pick({ lab: true, number: true })
  .extend({ networks: idSchema<'network'>().array() })

/** Whose a fence is: written before anything of it is made and removed after everything, since the kernel's objects know only its number. */
export type FenceRecord = ReturnType<typeof fenceRecord.parse>

export const recordOf = ({ lab, number, networks }: FenceWanted): FenceRecord => ({
  lab,
  number,
  networks: networks.map(network => network.network),
})

/** The folder of one fence: its record, and what its services read. */
export const fenceFolder = (folder: string, number: number): string => join(folder, number.toString(36))

/** @returns true when the folder was made just now, so that nothing can have been started from it. */
export async function writeRecord(folder: string, record: FenceRecord): Promise<boolean> {
  const own = fenceFolder(folder, record.number)
  const made = await mkdir(own, { recursive: true, mode: 0o700 })
  const file = join(own, 'fence.json')
  await writeFile(`${file}.new`, JSON.stringify(record))
  await rename(`${file}.new`, file)
  return made !== undefined
}

/**
 * The records of all fences, and the numbers of folders without one that can be read.
 *
 * A record that was torn by a loss of power stands for nothing: the kernel's objects went with the power.
 */
export async function readRecords(folder: string): Promise<{ records: FenceRecord[]; broken: number[] }> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const records: FenceRecord[] = []
  const broken: number[] = []
  for (const name of (await readdir(folder)).filter(one => /^[0-9a-z]+$/.test(one))) {
    const number = Number.parseInt(name, 36)
    try {
      const record = fenceRecord.parse(JSON.parse(await readFile(join(folder, name, 'fence.json'), 'utf8')))
      if (record.number !== number) throw new Error('The record is of another fence.')
      records.push(record)
    } catch {
      broken.push(number)
    }
  }
  return { records, broken }
}

export const removeRecord = (folder: string, number: number): Promise<void> =>
  removeTree(fenceFolder(folder, number), folder)
