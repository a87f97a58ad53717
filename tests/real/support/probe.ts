import { chownSync, closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findCgroups, makeCgroup, removeCgroup, removeTree, startCaged } from '@paddock/linux'

/** A user as QEMU's are, of no machine. */
const probeUid = (tag: string): number => 1_879_048_192 + Number.parseInt(tag, 16) * 4096 + 4000

/** Runs a program in the cage that machines are started in, by the same launcher, and tells what it printed. */
export async function caged(
  tag: string,
  { program, given, descriptors = [] }: { program: string; given: readonly string[]; descriptors?: readonly number[] },
): Promise<string> {
  const uid = probeUid(tag)
  const folder = mkdtempSync(join(tmpdir(), 'pd-probe-'))
  chownSync(folder, uid, uid)
  const cgroups = findCgroups()
  const cgroup = `paddock-${tag}/probe`
  makeCgroup(cgroups, cgroup, { cpuShare: 1, cpuMax: 1, memoryBytes: 128 * 1024 * 1024, processes: 16 })
  const output = join(folder, 'said')
  const said = openSync(output, 'a')
  try {
    const words = ['perl', '-e', readFileSync(join(import.meta.dirname, program), 'utf8'), ...given]
    await startCaged(words, { uid, folder, cgroups, cgroup, openFilesMax: 64, descriptors, output: said }).ended
    return readFileSync(output, 'utf8')
  } finally {
    closeSync(said)
    await removeCgroup(cgroups, cgroup)
    await removeTree(folder, tmpdir())
  }
}
