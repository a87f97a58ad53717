import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { addNetns, deleteNetns, inNetns, ipBatch, run } from '@paddock/linux'

/** A machine outside the installation: a namespace that this host has a route to, with a web server that answers with what it was asked. */
export interface Outside {
  readonly address: string
  /** What it was asked, oldest first, and from where. */
  asked(): { path: string; from: string }[]
  /** Runs words on it. */
  run(words: readonly string[]): Promise<string>
}

/** Makes it, and takes it away when the test ends. */
export async function startOutside(t: Pick<TestContext, 'after'>): Promise<Outside> {
  const mark = randomBytes(2).toString('hex')
  const netns = `out-${mark}`
  const link = `out${mark}`
  // Out of 198.18.0.0/15, which is for tests of networks (RFC 2544).
  const net = `198.18.${Number.parseInt(mark.slice(0, 2), 16)}`
  const first = Number.parseInt(mark.slice(2), 16) & 0xfc
  const host = `${net}.${first + 1}`
  const address = `${net}.${first + 2}`
  let server: ChildProcess | undefined
  t.after(async () => {
    server?.kill('SIGKILL')
    await deleteNetns(netns)
    await run(['ip', 'link', 'delete', link], { timeoutMs: 5_000 }).catch(() => {})
  })
  await addNetns(netns)
  await ipBatch(null, [
    `link add ${link} type veth peer name eth0 netns ${netns}`,
    `address add ${host}/30 dev ${link}`,
    `link set ${link} up`,
  ])
  await ipBatch(netns, [
    'link set lo up',
    `address add ${address}/30 dev eth0`,
    'link set eth0 up',
    `route add default via ${host}`,
  ])
  const [program = '', ...rest] = inNetns(netns, [
    process.execPath,
    '-e',
    `require('http').createServer((q, a) => { console.log(q.url + ' ' + q.socket.remoteAddress); setTimeout(() => a.end(q.url), 100) }).listen(80, '0.0.0.0', () => console.log('ready'))`,
  ])
  server = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  server.stdout?.setEncoding('utf8').on('data', text => {
    said += text
  })
  if (server.stdout) await once(server.stdout, 'data')
  return {
    address,
    asked: () =>
      said
        .split('\n')
        .filter(line => line.startsWith('/'))
        .map(line => {
          const [path = '', from = ''] = line.split(' ')
          return { path, from }
        }),
    run: words => run(inNetns(netns, words), { timeoutMs: 20_000 }),
  }
}
