import type { SnapshotView } from '@paddock/sdk'
import { bold, dim, withReason } from './state.ts'
import { table } from './table.ts'
import { ago, inBytes, plainLine, yesNo } from './text.ts'

/** A snapshot as a person reads it. */
export function snapshotInWords(snapshot: SnapshotView): string {
  const size = `${inBytes(snapshot.ownBytes)} of its own, ${inBytes(snapshot.sharedBytes)} shared`
  return [
    `${bold(plainLine(snapshot.name))}  ${withReason(snapshot)}`,
    dim(
      `taken ${ago(snapshot.takenAt)} by ${plainLine(snapshot.author.name)} · ${size} · ${snapshot.copyCount} copies · ${snapshot.id}`,
    ),
    ...(snapshot.description === '' ? [] : [plainLine(snapshot.description)]),
    '',
    table(
      snapshot.vms,
      [
        ['MACHINE', vm => vm.name],
        ['RAN', vm => yesNo(vm.ran)],
        ['MEMORY', vm => yesNo(vm.memory)],
        ['SAVED WITH', vm => savedWith(vm)],
        ['STOOD STILL', vm => (vm.pauseMs === null ? '' : `${vm.pauseMs.toFixed(1)} ms`)],
      ],
      'No machines.',
    ),
  ].join('\n')
}

const savedWith = ({ savedWith: makings }: SnapshotView['vms'][number]): string =>
  makings === null
    ? ''
    : `QEMU ${makings.qemuVersion}, ${makings.machineType}, ${makings.cpuModel}, ${makings.accelerator}`
