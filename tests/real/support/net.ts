import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { linuxNetworks } from '@paddock/drivers'
import type { Networks } from '@paddock/host'
import { type FenceWanted, noLog } from '@paddock/host-api'
import { addNetns, deleteNetns, findProcesses, inNetns, ipBatch, listNetns, run } from '@paddock/linux'
import type { InterfaceId, LabId, NetworkId } from '@paddock/model'

/** An id that is the same whenever the same words are said. */
export function idOf<Id extends string>(...words: string[]): Id {
  const hex = createHash('sha256').update(words.join(' ')).digest('hex')
  return `01900000-0000-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}` as Id
}

export interface NetworkGiven {
  readonly cidr: string
  readonly gateway: string
  readonly domain?: string
  readonly dhcp?: boolean
  readonly dns?: boolean
  readonly nat?: boolean
}

export interface PortGiven {
  readonly network: string
  readonly mac: string
  readonly address: string
  readonly connected?: boolean
}

/** A fence as the controller would ask for it; ports are named by their machines. */
export function fenceOf(given: {
  readonly number: number
  readonly networks: Readonly<Record<string, NetworkGiven>>
  readonly ports: Readonly<Record<string, PortGiven>>
}): FenceWanted {
  const lab = `lab ${given.number}`
  return {
    lab: idOf<LabId>(lab),
    number: given.number,
    networks: Object.entries(given.networks).map(([name, network]) => ({
      network: idOf<NetworkId>(lab, 'network', name),
      name,
      domain: 'lab.internal',
      dhcp: true,
      dns: true,
      nat: true,
      ...network,
    })),
    ports: Object.entries(given.ports).map(([name, port]) => ({
      connected: true,
      ...port,
      interface: idOf<InterfaceId>(lab, 'port', name),
      network: idOf<NetworkId>(lab, 'network', port.network),
      name: name.split('.')[0] ?? name,
    })),
  }
}

export const portOf = (fence: FenceWanted, name: string): InterfaceId =>
  idOf<InterfaceId>(`lab ${fence.number}`, 'port', name)
export const networkOf = (fence: FenceWanted, name: string): NetworkId =>
  idOf<NetworkId>(`lab ${fence.number}`, 'network', name)

/** A machine without a machine: a namespace with an interface, whose other end is plugged as a tap is. */
export interface Guest {
  readonly netns: string
  /** The end that is plugged, as the fence knows it. */
  readonly tap: string
  /** Runs words as the guest would. @throws CommandFailed */
  run(words: readonly string[], timeoutMs?: number): Promise<string>
  /** Takes the address by hand, with a default route through the gateway. */
  address(address: string, gateway: string): Promise<void>
  /** Asks for a lease; what it was told, or null when nobody answered. */
  lease(): Promise<Readonly<Record<string, string>> | null>
  /** What a web server says, or null when it can't be reached. */
  get(url: string): Promise<string | null>
  pings(address: string): Promise<boolean>
  /** Addresses that a name server gives for a name. */
  resolve(name: string, server: string): Promise<string[]>
  /** Sends frames just as they are. */
  send(frames: readonly Buffer[]): Promise<void>
  /** Begins to record every frame that comes to the guest; the result ends it and returns the bytes. */
  capture(): Promise<() => Promise<Buffer>>
}

/** An installation's networks on this host, with room for guests and a world outside. All of it goes when the test ends. */
export async function startNetworks(t: TestContext) {
  if (process.getuid?.() !== 0) throw new Error('These tests make network namespaces, so they must run as root.')
  const tag = randomBytes(2).toString('hex')
  const scratch = await mkdtemp(join(tmpdir(), 'pd-net-'))
  const folder = join(scratch, 'fences')
  const opened: Networks[] = []
  const children: ChildProcess[] = []
  const spaces: string[] = []
  let guests = 0
  let passedMs = 0

  const base = 0xc6120000 + (Number.parseInt(tag, 16) % 32_768) * 4
  const dotted = (value: number): string => [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.')
  const outside = { netns: `out-${tag}`, link: `out${tag}`, host: dotted(base + 1), address: dotted(base + 2) }

  /** A driver as a freshly started daemon has it. */
  const open = async (step?: (name: string) => void): Promise<Networks> => {
    const networks = await linuxNetworks({
      folder,
      tag,
      log: noLog,
      clock: () => new Date(Date.now() + passedMs),
      resolvers: async () => [outside.address],
      ...(step ? { step } : {}),
    })
    opened.push(networks)
    return networks
  }

  t.after(async () => {
    for (const child of children) child.kill('SIGKILL')
    try {
      const last = await open()
      for (const { lab } of await last.list()) await last.lower(lab)
    } finally {
      for (const networks of opened) await networks.close()
      for (const name of spaces) await deleteNetns(name)
      await run(['ip', 'link', 'delete', outside.link], { timeoutMs: 5_000 }).catch(() => {})
    }
    await rm(scratch, { recursive: true, force: true })
  })

  const background = async (netns: string, words: readonly string[]): Promise<ChildProcess> => {
    const [program = '', ...rest] = inNetns(netns, words)
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    await once(child, 'spawn')
    return child
  }

  /** The world: a namespace that the host has a route to, with a web server that repeats what it was asked for, and DNS. */
  async function startOutside(): Promise<typeof outside> {
    await addNetns(outside.netns)
    spaces.push(outside.netns)
    await ipBatch(null, [
      `link add ${outside.link} type veth peer name eth0 netns ${outside.netns}`,
      `address add ${outside.host}/30 dev ${outside.link}`,
      `link set ${outside.link} up`,
    ])
    await ipBatch(outside.netns, [
      'link set lo up',
      `address add ${outside.address}/30 dev eth0`,
      'link set eth0 up',
      `route add default via ${outside.host}`,
    ])
    const server = await background(outside.netns, [
      process.execPath,
      '-e',
      `require('http').createServer((q, a) => a.end(q.url + ' from ' + q.socket.remoteAddress)).listen(80, '0.0.0.0', () => console.log('ready'))`,
    ])
    if (server.stdout) await once(server.stdout, 'data')
    await background(outside.netns, [
      'dnsmasq',
      '--keep-in-foreground',
      '--no-resolv',
      '--no-hosts',
      '--pid-file',
      '--bind-interfaces',
      `--listen-address=${outside.address}`,
      `--address=/outside.test/${outside.address}`,
    ])
    return outside
  }

  async function makeGuest({ mac }: { mac: string }): Promise<Guest> {
    guests += 1
    const netns = `guest-${tag}-${guests}`
    const tap = `pd${tag}t${guests}`
    await addNetns(netns)
    spaces.push(netns)
    await ipBatch(null, [`link add ${tap} type veth peer name eth0 address ${mac} netns ${netns}`])
    await ipBatch(netns, ['link set lo up', 'link set eth0 up'])
    const inside = (words: readonly string[], timeoutMs = 20_000): Promise<string> =>
      run(inNetns(netns, words), { timeoutMs })
    const script = join(scratch, 'lease')
    await writeFile(
      script,
      '#!/bin/sh\n[ "$1" = bound ] && env | grep -E "^(ip|router|dns|domain|hostname|subnet|lease)="\nexit 0\n',
      {
        mode: 0o755,
      },
    )
    return {
      netns,
      tap,
      run: inside,
      async address(address, gateway) {
        await ipBatch(netns, [
          'address flush dev eth0',
          `address add ${address}/24 broadcast + dev eth0`,
          `route replace default via ${gateway}`,
        ])
      },
      async lease() {
        const words = ['busybox', 'udhcpc', '-i', 'eth0', '-f', '-n', '-q', '-t', '3', '-T', '1', '-s', script]
        const text = await inside(words).catch(() => '')
        const told = [...text.matchAll(/^([a-z]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value])
        return told.length === 0 ? null : Object.fromEntries(told)
      },
      async get(url) {
        // Not busybox's own wget: a statically linked one ends with a segmentation fault (glibc's name service).
        const { hostname, port, pathname } = new URL(url)
        const input = `GET ${pathname} HTTP/1.0\r\nHost: ${hostname}\r\n\r\n`
        const words = inNetns(netns, ['timeout', '4', 'busybox', 'nc', '-w', '2', hostname, port || '80'])
        const text = await run(words, { timeoutMs: 10_000, input }).catch(() => '')
        return text === '' ? null : text.slice(text.indexOf('\r\n\r\n') + 4)
      },
      pings: address =>
        inside(['busybox', 'ping', '-c', '2', '-i', '0.2', '-W', '1', address]).then(
          () => true,
          () => false,
        ),
      async resolve(name, server) {
        const text = await inside(['timeout', '4', 'busybox', 'nslookup', '-type=a', name, server]).catch(() => '')
        const answer = text.slice(text.indexOf('\n\n'))
        return [...answer.matchAll(/^Address(?: \d+)?: (\S+)/gm)].map(found => found[1] ?? '')
      },
      async send(frames) {
        const sender = join(import.meta.dirname, 'send-frames.ts')
        const input = frames.map(frame => frame.toString('hex')).join('\n')
        await run(inNetns(netns, [process.execPath, sender, 'eth0']), { timeoutMs: 20_000, input })
      },
      async capture() {
        const file = join(scratch, `${netns}-${randomBytes(3).toString('hex')}.pcap`)
        const [program = '', ...rest] = inNetns(netns, [
          'tcpdump',
          '-Z',
          'root',
          '-U',
          '--immediate-mode',
          '-n',
          '-i',
          'eth0',
          '-w',
          file,
        ])
        const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] })
        children.push(child)
        // "listening on eth0": from here on nothing is missed.
        await once(child.stderr, 'data')
        return async () => {
          await sleep(150)
          child.kill('SIGINT')
          await once(child, 'exit')
          return readFile(file)
        }
      },
    }
  }

  /** Everything of this installation that the kernel or a disk still holds. */
  async function leaks(): Promise<string[]> {
    const links = readdirSync('/sys/class/net').filter(name => name.startsWith(`pd${tag}x`))
    const processes = findProcesses(words => words.some(word => word.includes(folder)))
    const files = await readdir(folder)
    const rules = await run(['nft', 'list', 'ruleset'], { timeoutMs: 5_000 })
    return [
      ...(await listNetns(`pd${tag}-`)).map(name => `namespace ${name}`),
      ...links.map(name => `link ${name}`),
      ...processes.map(found => `process ${found.words.join(' ')}`),
      ...files.map(name => `file ${name}`),
      ...[...rules.matchAll(new RegExp(`^table .*${tag}`, 'gm'))].map(found => found[0]),
    ]
  }

  /** Moves the drivers' clock. */
  const pass = (ms: number): void => {
    passedMs += ms
  }

  return { tag, folder, open, pass, startOutside, makeGuest, leaks, outside, background }
}
