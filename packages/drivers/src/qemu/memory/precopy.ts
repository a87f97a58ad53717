import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type PipeToFile, pipeToFile } from '@paddock/linux'
import { type QmpClient, QmpError } from '@paddock/qmp'
import type { Capture } from './capture.ts'
import type { Capturing } from './capturing.ts'
import { readStream } from './stream.ts'

/** Faster than any disk: what bounds it is the pipe. */
const bytesPerSecond = 100e9
/** Memory that is left for the instant: some milliseconds' worth, and enough to be noticed in time. */
const leftBytes = 16 * 1024 * 1024
const lookMs = 2
/** A guest that writes faster than it can be copied is not waited for: its pause is longer then, and is told. */
const prepareMaxMs = 120_000
const takeMaxMs = 60_000
/** QEMU goes on by itself only when next to nothing is left. Milliseconds; 0 would mean without looking. */
const downtimeMs = 1

/**
 * Takes the memory of a machine that booted: all that it touched.
 *
 * QEMU's own migration copies it to a file while the guest runs, and then what the guest wrote meanwhile, so the pause does not grow with the
 * memory. Shortly before its end the reader of the stream is held, and with it the migration, until all machines of the snapshot
 * are there.
 */
export class Precopy implements Capturing {
  readonly #qmp: QmpClient
  readonly #file: string
  #pipe: PipeToFile | null = null

  constructor(qmp: QmpClient, file: string) {
    this.#qmp = qmp
    this.#file = file
  }

  async prepare(): Promise<void> {
    const qmp = this.#qmp
    await qmp.execute('migrate-set-capabilities', {
      // The guest's disks have to be changed while it stands still and before QEMU lets go of them.
      capabilities: [
        { capability: 'pause-before-switchover', state: true },
        { capability: 'events', state: true },
      ],
    })
    await qmp.execute('migrate-set-parameters', {
      'max-bandwidth': bytesPerSecond,
      'downtime-limit': downtimeMs,
    })
    const fd = openSync(this.#file, 'w', 0o600)
    const pipe = ((): PipeToFile => {
      try {
        return pipeToFile(fd)
      } finally {
        closeSync(fd)
      }
    })()
    this.#pipe = pipe
    try {
      await qmp.execute('getfd', { fdname: streamName }, { descriptor: pipe.descriptor })
    } finally {
      pipe.handedOver()
    }
    await qmp.execute('migrate', { uri: `fd:${streamName}` })
    await this.#near(pipe)
  }

  /** A guest that stands still writes nothing more, so the migration comes to its end. */
  async still(): Promise<void> {
    this.#pipe?.release()
    await this.#becomes('pre-switchover')
  }

  async take(): Promise<void> {
    await this.#qmp.execute('migrate-continue', { state: 'pre-switchover' })
    await this.#becomes('completed')
  }

  async finish(): Promise<Capture> {
    await this.#pipe?.done
    return readStream(this.#file)
  }

  async abandon(): Promise<void> {
    this.#pipe?.kill()
    // There may be none under way.
    await this.#qmp.execute('migrate_cancel').catch(() => {})
  }

  /** Waits until little is left, and holds it there. */
  async #near(pipe: PipeToFile): Promise<void> {
    for (const until = Date.now() + prepareMaxMs; Date.now() < until; await sleep(lookMs)) {
      const { status, remainingBytes, dirtySyncCount } = await this.#qmp.execute('query-migrate')
      if (status === 'failed' || status === 'cancelled') throw new Error('QEMU could not write its memory.')
      // An idle guest may be done before anybody looked: it stands still a little early.
      if (status === 'pre-switchover') return
      if (status === 'active' && dirtySyncCount > 0 && (remainingBytes < leftBytes || dirtySyncCount > 1)) break
    }
    pipe.hold()
  }

  /** Waits for a step of the migration, without asking again and again: the guest stands still. */
  async #becomes(wanted: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // Awaited below; it may fail before.
    promise.catch(() => {})
    const look = (status: unknown) => {
      if (status === wanted || status === 'completed') resolve()
      if (status === 'failed' || status === 'cancelled') reject(new Error('QEMU could not write its memory.'))
    }
    const end = this.#qmp.onEvent(event => {
      if (event.name === 'MIGRATION') look(event.data.status)
    })
    const timer = setTimeout(() => reject(new Error('QEMU takes too long to write its memory.')), takeMaxMs)
    void this.#qmp.closed.then(() => reject(new Error('QEMU ended while it wrote its memory.')))
    try {
      look((await this.#qmp.execute('query-migrate')).status)
      await promise
    } finally {
      end()
      clearTimeout(timer)
    }
  }
}

/** QEMU's name for the pipe's end. */
const streamName = 'memory'

/** Breaks off a migration that nobody waits for any more, and lets the guest go on. Does nothing when it runs. */
export async function goOn(qmp: QmpClient): Promise<void> {
  for (const until = Date.now() + takeMaxMs; Date.now() < until; await sleep(5)) {
    const { status } = await qmp.execute('query-status')
    if (!standsStill.has(status)) return
    const migration = (await qmp.execute('query-migrate')).status
    if (migration !== undefined && underWay.has(migration)) await qmp.execute('migrate_cancel')
    else
      await qmp.execute('cont').catch((cause: unknown) => {
        // It is still on its way out of the migration.
        if (!(cause instanceof QmpError)) throw cause
      })
  }
  throw new Error('The machine does not go on.')
}

/** Why a guest stands still for a snapshot. Source: QMP reference, `RunState`. */
const standsStill: ReadonlySet<string> = new Set(['paused', 'postmigrate', 'finish-migrate', 'save-vm'])
/** Source: QMP reference, `MigrationStatus`. */
const underWay: ReadonlySet<string> = new Set(['setup', 'active', 'pre-switchover', 'device', 'cancelling'])
