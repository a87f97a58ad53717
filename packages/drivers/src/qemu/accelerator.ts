import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailed, run } from '@paddock/linux'
import { readOrNull, writeWhole } from './folder.ts'
import type { Accelerator } from './hardware.ts'
import { kvmProbe, kvmProbeExitCode } from './kvm-probe.ts'

export interface AcceleratorFound {
  readonly accelerator: Accelerator
  /** Why it is not KVM, in words. */
  readonly reason: string
}

/** Under a working KVM the probe ends after some 0.2 s. */
const probeTimeoutMs = 2_000

/**
 * Finds out what machines can run on, once per boot of this computer.
 *
 * A `/dev/kvm` says little: under another hypervisor it may be there, run a BIOS, and hang as soon as an operating system goes to 64 bits. So a
 * guest is run that does what every system's first steps do.
 */
export async function findAccelerator(folder: string, bootId: string): Promise<AcceleratorFound> {
  const file = join(folder, 'accelerator.json')
  const former = readOrNull(file)
  if (former !== null) {
    const known = JSON.parse(former) as AcceleratorFound & { bootId: string }
    if (known.bootId === bootId) return { accelerator: known.accelerator, reason: known.reason }
  }
  const found = await tryKvm(folder)
  if (found.sure) writeWhole(file, JSON.stringify({ accelerator: found.accelerator, reason: found.reason, bootId }))
  return { accelerator: found.accelerator, reason: found.reason }
}

/** Sure: it would be the same again. A probe that took too long may have been on a busy computer. */
type Tried = AcceleratorFound & { readonly sure: boolean }

async function tryKvm(folder: string): Promise<Tried> {
  const no = (reason: string, sure = true): Tried => ({ accelerator: 'tcg', reason, sure })
  if (!existsSync('/dev/kvm'))
    return no('This computer has no /dev/kvm: its processors offer no virtualisation, or it is switched off.')
  const image = join(folder, 'kvm-probe.img')
  writeWhole(image, kvmProbe(), { durable: false })
  try {
    await run(probeWords(image), { timeoutMs: probeTimeoutMs })
    return no('KVM ended the test machine without a result.')
  } catch (cause) {
    if (!(cause instanceof CommandFailed)) throw cause
    if (cause.exitCode === kvmProbeExitCode) return { accelerator: 'kvm', reason: '', sure: true }
    if (cause.timedOut)
      return no(
        `KVM is there, but a test machine on it did not get to 64 bits within ${probeTimeoutMs / 1000} s.`,
        false,
      )
    const words = cause.stderr
      .split('\n')[0]
      ?.replace(/^qemu-system-x86_64: /, '')
      .slice(0, 200)
    return no(`KVM is there, but QEMU could not use it: ${words}`)
  }
}

/** As real machines run: the same type and the same processor. */
function probeWords(image: string): string[] {
  return [
    'qemu-system-x86_64',
    ...['-accel', 'kvm', '-cpu', 'host', '-machine', 'pc-q35-7.2', '-m', '64'],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ...[
      '-blockdev',
      JSON.stringify({ driver: 'raw', 'node-name': 'probe', file: { driver: 'file', filename: image } }),
    ],
    ...['-device', 'ide-hd,drive=probe,bus=ide.0,bootindex=1'],
    ...['-device', 'isa-debug-exit,iobase=0x501,iosize=2'],
  ]
}

/** Tells one boot of the computer from another. Source: random(4). */
export const readBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
