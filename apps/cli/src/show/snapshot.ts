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
    ...(hangingInWords(snapshot) === '' ? [] : [`On it hang ${hangingInWords(snapshot)}.`]),
    '',
    table(
      snapshot.vms,
      [
        ['MACHINE', vm => vm.name],
        ['RAN', vm => yesNo(vm.ran)],
        ['MEMORY', vm => yesNo(vm.memory)],
        ['SAVED WITH', vm => savedWith(vm)],
        ['PICTURE', vm => yesNo(vm.picture)],
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

/** What stays when it is deleted, and would be asked after: "the snapshots Red, Blue; 12 labs: …". */
export function hangingInWords({ children, copies, copyCount, templates }: SnapshotView): string {
  const names = (all: readonly { name: string }[]) => all.map(one => plainLine(one.name)).join(', ')
  return [
    ...(children.length === 0 ? [] : [`snapshots: ${names(children)}`]),
    ...(copyCount === 0
      ? []
      : [
          `${copyCount} copies${copies.length === 0 ? '' : `: ${names(copies)}${copyCount > copies.length ? ', …' : ''}`}`,
        ]),
    ...(templates.length === 0
      ? []
      : [`templates: ${templates.map(one => `${plainLine(one.name)} (version ${one.version})`).join(', ')}`]),
  ].join('; ')
}
