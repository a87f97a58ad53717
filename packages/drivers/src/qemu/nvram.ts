import { constants, copyFileSync, existsSync, renameSync } from 'node:fs'
import type { ImageFile } from '@paddock/host'

/** What UEFI begins with: no boot entries, no keys. */
const blankVariables = '/usr/share/OVMF/OVMF_VARS_4M.fd'

/**
 * UEFI's variables belong to the machine's first disk and lie beside its file: they go where it goes, and a sealed disk keeps those of
 * its day.
 */
const beside = (file: string): string => `${file}.nvram`

/** Fetches the variables for a run: the newest in the chain of the first disk. */
export function fetchNvram(chain: readonly ImageFile[], to: string): void {
  const from = chain.map(image => beside(image.file)).find(file => existsSync(file)) ?? blankVariables
  copyWhole(from, to)
}

/** Puts them back beside the disk, when the run is over or the disk is sealed. */
export function keepNvram(from: string, top: string): void {
  if (existsSync(from) && existsSync(top)) copyWhole(from, beside(top))
}

function copyWhole(from: string, to: string): void {
  const next = `${to}.next`
  copyFileSync(from, next, constants.COPYFILE_FICLONE)
  renameSync(next, to)
}
