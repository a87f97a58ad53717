import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { AgentError, GuestAgent } from './agent.ts'

interface Request {
  readonly execute: string
  readonly arguments: Record<string, unknown>
}

/** The port of a guest whose agent answers as `answer` says; null stays silent. `stale` is what the port still held. */
function port(answer: (request: Request) => unknown, stale = ''): () => Promise<Socket> {
  return async () => {
    let rest = ''
    const socket = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        rest += chunk.filter(byte => byte !== 0xff && byte < 0x80).toString()
        for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
          const request = JSON.parse(rest.slice(0, end)) as Request
          rest = rest.slice(end + 1)
          if (request.execute === 'guest-sync-delimited')
            socket.push(
              Buffer.concat([
                Buffer.from(stale),
                Buffer.of(0xff),
                Buffer.from(`${JSON.stringify({ return: request.arguments.id })}\n`),
              ]),
            )
          else {
            const reply = answer(request)
            if (reply !== null) socket.push(`${JSON.stringify(reply)}\n`)
          }
        }
        done()
      },
    })
    return socket as Socket
  }
}

test('a command runs in the guest and its output comes back', async () => {
  let asked = 0
  const agent = new GuestAgent(
    port(({ execute, arguments: args }) => {
      if (execute === 'guest-exec') {
        assert.deepEqual(args, {
          path: '/bin/echo',
          arg: ['a b'],
          'capture-output': true,
          'input-data': Buffer.from('in').toString('base64'),
        })
        return { return: { pid: 7 } }
      }
      assert.deepEqual(args, { pid: 7 })
      return asked++ === 0
        ? { return: { exited: false } }
        : { return: { exited: true, exitcode: 3, 'out-data': Buffer.from('out').toString('base64') } }
    }),
  )
  const result = await agent.exec({ command: ['/bin/echo', 'a b'], input: 'in', timeoutMs: 1000 })
  assert.deepEqual(
    { ...result, stdout: String(result.stdout), stderr: String(result.stderr) },
    { exitCode: 3, stdout: 'out', stderr: '', truncated: false },
  )
})

test('a command that a signal ended has the exit code that a shell would show', async () => {
  const agent = new GuestAgent(
    port(({ execute }) => ({ return: execute === 'guest-exec' ? { pid: 1 } : { exited: true, signal: 9 } })),
  )
  assert.equal((await agent.exec({ command: ['x'], input: '', timeoutMs: 1000 })).exitCode, 137)
})

test('answers that were under way before the connection are skipped', async () => {
  const agent = new GuestAgent(port(() => ({ return: {} }), '{"return": {"pid": 99}}\n{"retu'))
  assert.equal(await agent.ping(1000), true)
})

test('a guest whose agent hangs is told from one that refuses', async () => {
  const silent = new GuestAgent(port(() => null))
  assert.equal(await silent.ping(20), false)
  const refusing = new GuestAgent(port(() => ({ error: { class: 'GenericError', desc: 'no such program' } })))
  await assert.rejects(
    refusing.exec({ command: ['nope'], input: '', timeoutMs: 100 }),
    (cause: unknown) => cause instanceof AgentError && cause.why === 'refused',
  )
})

test('a program that does not end in time is reported as such', async () => {
  const agent = new GuestAgent(
    port(({ execute }) => ({ return: execute === 'guest-exec' ? { pid: 1 } : { exited: false } })),
  )
  await assert.rejects(
    agent.exec({ command: ['sleep'], input: '', timeoutMs: 30 }),
    (cause: unknown) => cause instanceof AgentError && cause.why === 'timeout',
  )
})

test('the addresses of a guest come without its loopback, those of one link, and interfaces that have none', async () => {
  const agent = new GuestAgent(
    port(() => ({
      return: [
        { name: 'lo', 'hardware-address': '00:00:00:00:00:00', 'ip-addresses': [{ 'ip-address': '127.0.0.1' }] },
        {
          name: 'eth0',
          'hardware-address': '52:54:00:AA:00:01',
          'ip-addresses': [{ 'ip-address': '10.0.0.5' }, { 'ip-address': 'fe80::5054:ff:feaa:1' }],
        },
        { name: 'eth1', 'hardware-address': '52:54:00:aa:00:02' },
      ],
    })),
  )
  assert.deepEqual(await agent.addresses(1000), [{ mac: '52:54:00:aa:00:01', address: '10.0.0.5' }])
})
