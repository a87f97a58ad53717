import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '@paddock/host-api'
import { databaseUrl } from '@paddock/postgres'
import { type Folders, foldersOf, prepareFolders } from './folders.ts'
import { createLog } from './process/log.ts'
import { untilToldToStop } from './process/until-told.ts'
import { Refusal } from './refusal.ts'
import { handOn } from './settings/own.ts'
import type { Settings } from './settings/schema.ts'
import { writeFirstLogin } from './supervisor/first-login.ts'
import { endLeftovers } from './supervisor/leftovers.ts'
import { takeLock } from './supervisor/lock.ts'
import { ours, postgresService } from './supervisor/postgres-service.ts'
import { program } from './supervisor/program.ts'
import { supervise } from './supervisor/supervise.ts'
import { unprivileged } from './supervisor/unprivileged.ts'

/** What a host needs of its last step: a disk image being copied may take a while to stop. */
const hostGraceMs = 30_000
const controllerGraceMs = 15_000
/**
 * V8 gives what is new up to three times this many MB before it looks what is still used. Much of what a controller makes is gone with
 * its request, and with 25,000 machines the rest fits: 285 MB at the most after a restart, against 450 with what V8 takes by itself.
 */
const controllerFlags = ['--max-semi-space-size=8']

/**
 * Runs all of Paddock on this machine: database, controller and host, each in a process of its own, until told to stop.
 *
 * Stops in the reverse order: the host's last report still finds its controller, and that its database. Guests go on.
 */
export async function all(
  settings: Settings,
  hostProgram: 'host' | 'sim-host',
  main = join(import.meta.dirname, 'main.ts'),
): Promise<void> {
  const asRoot = process.getuid?.() === 0
  if (!asRoot && hostProgram === 'host')
    throw new Refusal(
      'A host makes network namespaces and virtual machines, so it needs root: run `sudo npm start`. Simulated hosts need none: `npm run dev`.',
    )
  const log = createLog({ process: 'supervisor', level: settings.logLevel })
  const folders = foldersOf(settings.data)
  await prepareFolders(folders)
  // Held until this process ends; the handle must stay reachable, or the garbage collector would close it.
  const lock = await takeLock(folders.lock, settings.data)
  const told = untilToldToStop()
  await endLeftovers({ log }, { data: settings.data, programs: ['controller', 'host', 'sim-host'] })

  let address = ''
  const words = (name: string, flags: readonly string[] = []) => [
    process.execPath,
    ...flags,
    main,
    name,
    '--data',
    settings.data,
  ]
  const controller = words('controller', controllerFlags)
  const embedded = databaseUrl({ socketFolder: folders.postgresSocket }, ours)
  const services = [
    ...(settings.databaseUrl === null ? [postgresService({ log, folders })] : []),
    program({
      name: 'controller',
      words: asRoot ? await unprivileged(controller, { place: folders.program }) : controller,
      // The port that the first start chose stays: whoever knows the address finds the next controller there.
      env: () =>
        handOn({
          ...settings,
          listen: address === '' ? settings.listen : { ...settings.listen, port: Number(new URL(address).port) },
          databaseUrl: settings.databaseUrl ?? embedded,
        }),
      graceMs: controllerGraceMs,
      onReady: at => {
        address = at ?? ''
      },
      onMessage: async (message, answer) => {
        if (message.kind !== 'first-login') return
        await writeFirstLogin(folders.firstLogin, message.content)
        answer({ kind: 'first-login-written' })
      },
    }),
    // The database is the controller's alone: its address is not handed on.
    program({
      name: 'host',
      words: words(hostProgram),
      env: () => handOn({ ...settings, databaseUrl: null }),
      graceMs: hostGraceMs,
    }),
  ]
  const needs = { log, now: () => performance.now(), pause: waitOrStop }
  const supervised = supervise(needs, services)
  const early = await Promise.race([supervised.up, told])
  if (early === undefined) sayThatItIsUp({ address, settings, folders, log })

  log.info({ reason: await told }, 'paddock stops')
  await supervised.stop()
  await lock.close()
  log.info({}, 'paddock has stopped')
  process.exit(0)
}

function sayThatItIsUp({
  address,
  settings,
  folders,
  log,
}: {
  address: string
  settings: Settings
  folders: Folders
  log: Log
}): void {
  log.info({ address, data: settings.data }, 'paddock is up')
  process.stdout.write(`\nPaddock is at ${settings.publicUrl ?? address}\n`)
  if (existsSync(folders.firstLogin))
    process.stdout.write(`The first sign-in's passwords are in ${folders.firstLogin}\n`)
  process.stdout.write('Stop it with Ctrl-C; virtual machines go on, and the next start finds them.\n\n')
}

const waitOrStop = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => {})
