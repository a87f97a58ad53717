import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { type FromSupervisor, type ToSupervisor, toSupervisor } from '../process/parent.ts'
import { Refusal } from '../refusal.ts'
import type { RunningService, Service } from './service.ts'

export interface ProgramOptions {
  readonly name: string
  readonly words: readonly string[]
  /** Asked at each start. */
  readonly env: () => Readonly<Record<string, string>>
  /** How long it gets to end cleanly. */
  readonly graceMs: number
  /** Handles what the program says beyond that it is ready or failed, and answers. */
  readonly onMessage?: (message: ToSupervisor, answer: (message: FromSupervisor) => void) => Promise<void>
  readonly onReady?: (address: string | undefined) => void
}

/** A program of ours as a service: started with a channel to the supervisor, whose end tells it to stop. */
export function program(options: ProgramOptions): Service {
  return { name: options.name, start: signal => start(options, signal) }
}

async function start(
  { name, words, env, graceMs, onMessage, onReady }: ProgramOptions,
  signal: AbortSignal,
): Promise<RunningService> {
  const [command = '', ...rest] = words
  const child = spawn(command, rest, {
    cwd: '/',
    env: { ...process.env, ...env() },
    // A session of its own: Ctrl-C at the terminal is for the supervisor, which stops everything in order.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = endOf(child)
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', raw => {
      const message = toSupervisor.safeParse(raw).data
      if (message?.kind === 'ready') {
        onReady?.(message.address)
        resolve('ready')
      } else if (message?.kind === 'failed') reject(new Refusal(`The ${name} did not start: ${message.message}`))
      else if (message !== undefined)
        onMessage?.(message, answer => child.connected && child.send(answer)).catch(problem => {
          child.kill('SIGTERM')
          reject(problem)
        })
    })
  })
  const giveUp = () => void stop(child, ended, graceMs)
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  const said = await Promise.race([ready, ended]).finally(() => signal.removeEventListener('abort', giveUp))
  if (said !== 'ready') throw new Error(`The ${name} did not start: it ${said}.`)
  return { ended, stop: () => stop(child, ended, graceMs) }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    child.once('error', cause => resolve(`could not be started (${cause.message})`))
    child.once('exit', (code, signal) => resolve(signal === null ? `ended with ${code}` : `was ended by ${signal}`))
  })
}

async function stop(child: ChildProcess, ended: Promise<string>, graceMs: number): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    const timer = new AbortController()
    await Promise.race([ended, pause(waitMs, undefined, { signal: timer.signal }).catch(() => {})])
    timer.abort()
  }
}
