import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeTree, run } from '@paddock/linux'

export interface BareHardware {
  readonly memoryMiB: number
  readonly firmware?: 'bios' | 'uefi'
  /** `virtio`, or what machines without its drivers have: AHCI and e1000e. */
  readonly devices?: 'virtio' | 'generic'
  /** The image that the disk stands on; null: a blank disk. */
  readonly image: string | null
  /** Default: as large as the image, or half a GiB. */
  readonly diskGiB?: number
  /** A disk that stays between two machines, in place of a new one. */
  readonly disk?: string
  readonly cd?: string
  readonly seed?: { readonly hostname: string; readonly userData: string }
}

export interface BareMachine {
  /** The disk's file. */
  readonly disk: string
  /** Waits until the serial console has said it, since the last thing that was waited for. @throws Error with what it said instead. */
  says(text: string, withinMs: number): Promise<void>
  type(line: string): void
  /** Calls the guest agent. */
  agent(execute: string, given?: object): Promise<unknown>
  pressPower(): Promise<void>
  /** Waits until the machine has switched itself off. */
  goesOff(withinMs: number): Promise<void>
}

/** Starts QEMU with an image and nothing of Paddock's around it. The machine and its files go when the test ends. */
export async function bareMachine(t: TestContext, hardware: BareHardware): Promise<BareMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'pd-bare-'))
  const disk = hardware.disk ?? join(folder, 'disk.qcow2')
  const from = hardware.image === null ? [] : ['-b', hardware.image, '-F', 'qcow2']
  const size = hardware.diskGiB !== undefined ? [`${hardware.diskGiB}G`] : hardware.image === null ? ['512M'] : []
  if (hardware.disk === undefined)
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', ...from, disk, ...size], { timeoutMs: 30_000 })
  if (hardware.seed !== undefined) await makeSeed(join(folder, 'seed.iso'), hardware.seed, folder)
  const media = [hardware.cd, hardware.seed && join(folder, 'seed.iso')].filter(file => file !== undefined)
  if (hardware.firmware === 'uefi') copyFileSync('/usr/share/OVMF/OVMF_VARS_4M.fd', join(folder, 'vars.fd'))
  const qemu = spawn('qemu-system-x86_64', words(folder, { hardware, disk, media }), {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>(resolve => qemu.on('exit', () => resolve()))
  t.after(async () => {
    qemu.kill('SIGKILL')
    await ended
    await removeTree(folder, tmpdir())
  })
  let complaint = ''
  qemu.stderr.on('data', chunk => {
    complaint += chunk
  })
  const serial = await connected(join(folder, 'serial'), () => complaint, qemu)
  let said = ''
  serial.on('data', chunk => {
    said += chunk
  })
  return {
    disk,
    async says(text, withinMs) {
      for (const until = Date.now() + withinMs; !said.includes(text); await sleep(50))
        if (Date.now() > until || qemu.exitCode !== null)
          throw new Error(`The console did not say "${text}" but:\n${complaint}${said.slice(-3000)}`)
      said = said.slice(said.indexOf(text) + text.length)
    },
    type: line => void serial.write(`${line}\n`),
    agent: async (execute, given) => {
      const [answer] = await talk(join(folder, 'agent'), [
        { execute, ...(given === undefined ? {} : { arguments: given }) },
      ])
      return (answer as { return: unknown }).return
    },
    pressPower: async () => {
      await talk(join(folder, 'qmp'), [{ execute: 'qmp_capabilities' }, { execute: 'system_powerdown' }])
    },
    async goesOff(withinMs) {
      const late = sleep(withinMs, 'late', { ref: false })
      if ((await Promise.race([ended, late])) === 'late')
        throw new Error(`The machine is still on:\n${said.slice(-3000)}`)
    },
  }
}

function words(
  folder: string,
  { hardware, disk, media }: { hardware: BareHardware; disk: string; media: readonly string[] },
): string[] {
  const virtio = hardware.devices !== 'generic'
  const socket = (id: string): string[] => ['-chardev', `socket,id=${id},path=${join(folder, id)},server=on,wait=off`]
  const flash = (unit: number, file: string, more = '') => [
    '-drive',
    `if=pflash,unit=${unit},format=raw,file=${file}${more}`,
  ]
  return [
    ...['-machine', 'pc-q35-7.2', '-cpu', 'Westmere-v1', '-accel', 'tcg,tb-size=64', '-m', `${hardware.memoryMiB}`],
    ...['-nodefaults', '-display', 'none', '-device', 'VGA'],
    ...(hardware.firmware === 'uefi'
      ? [...flash(0, '/usr/share/OVMF/OVMF_CODE_4M.fd', ',readonly=on'), ...flash(1, join(folder, 'vars.fd'))]
      : []),
    ...[...socket('serial'), '-serial', 'chardev:serial', ...socket('qmp'), '-mon', 'chardev=qmp,mode=control'],
    ...['-drive', `if=none,id=disk,format=qcow2,file=${disk}`],
    ...(virtio ? ['-device', 'virtio-scsi-pci,id=scsi', '-device', 'virtio-blk-pci,drive=disk,bootindex=1'] : []),
    ...(virtio ? [] : ['-device', 'ide-hd,bus=ide.0,drive=disk,bootindex=1']),
    ...media.flatMap((file, at) => [
      ...['-drive', `if=none,id=cd${at},media=cdrom,readonly=on,format=raw,file=${file}`],
      ...['-device', `${virtio ? 'scsi-cd,bus=scsi.0' : `ide-cd,bus=ide.${at + 1}`},drive=cd${at},bootindex=${at + 2}`],
    ]),
    // QEMU's own little network, cut off from everything else: it answers DHCP.
    ...['-netdev', 'user,id=net,restrict=on', '-device', `${virtio ? 'virtio-net-pci' : 'e1000e'},netdev=net,romfile=`],
    ...['-device', 'virtio-rng-pci', '-device', 'virtio-serial-pci', ...socket('agent')],
    ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
  ]
}

async function makeSeed(file: string, seed: { hostname: string; userData: string }, folder: string): Promise<void> {
  const content = join(folder, 'seed')
  await mkdir(content)
  await writeFile(join(content, 'meta-data'), `instance-id: bare-1\nlocal-hostname: ${seed.hostname}\n`)
  await writeFile(join(content, 'user-data'), seed.userData)
  const disc = ['-as', 'mkisofs', '-V', 'cidata', '-J', '-R', '-o', file, content]
  await run(['xorriso', '-report_about', 'FAILURE', ...disc], { timeoutMs: 30_000 })
}

async function connected(path: string, complaint: () => string, qemu: ChildProcess): Promise<Socket> {
  for (const until = Date.now() + 20_000; ; await sleep(50)) {
    if (qemu.exitCode !== null || Date.now() > until) throw new Error(`QEMU did not start: ${complaint()}`)
    if (!existsSync(path)) continue
    const socket = createConnection(path)
    const opened = await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (opened) return socket.setEncoding('utf8')
  }
}

/** Says lines of JSON on a socket, and returns the answer to each. A greeting and events are no answers. */
function talk(path: string, commands: readonly object[]): Promise<unknown[]> {
  const socket = createConnection(path).setEncoding('utf8')
  const answers: unknown[] = []
  return new Promise((resolve, reject) => {
    let text = ''
    socket.setTimeout(60_000, () => socket.destroy(new Error(`There is no answer on ${path}.`)))
    socket.on('error', reject)
    socket.on('data', chunk => {
      text += chunk
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines.filter(each => each.trim() !== '')) {
        const message: object = JSON.parse(line)
        if ('error' in message) socket.destroy(new Error(line))
        if ('return' in message) answers.push(message)
        if ('QMP' in message || 'event' in message) continue
        const next = commands[answers.length]
        if (next === undefined) return void socket.end(() => resolve(answers))
        socket.write(`${JSON.stringify(next)}\n`)
      }
    })
    socket.write(`${JSON.stringify(commands[0])}\n`)
  })
}
