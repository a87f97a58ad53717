import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createController, type FirstLogin, readKeys, secretsWith, seedInstallation } from '@paddock/controller'
import { acceptHosts } from '@paddock/host-api'
import { openDatabase } from '@paddock/store'
import { controllerSettings } from './controller-settings.ts'
import { library } from './library.ts'
import { readPortal } from './portal.ts'
import { dropPrivileges } from './process/drop-privileges.ts'
import { answerOfSupervisor, isSupervised, tellSupervisor } from './process/parent.ts'
import { type Serving, serve, type Workplace } from './process/serve.ts'
import { Refusal } from './refusal.ts'
import type { Settings } from './settings/schema.ts'
import { writeFirstLogin } from './supervisor/first-login.ts'

/** Runs a controller: the only process of Paddock that the network reaches, and it is nobody on this machine. */
export const controller = (settings: Settings): Promise<void> => serve({ name: 'controller', settings }, begin)

async function begin({ settings, folders, log }: Workplace): Promise<Serving> {
  const { databaseUrl } = settings
  if (databaseUrl === null)
    throw new Refusal('A controller alone needs DATABASE_URL. `paddockd all` brings a database of its own.')
  const portal = await readPortal({ log })
  await dropPrivileges()

  const database = openDatabase({ connectionString: databaseUrl })
  const running = await createController({
    database,
    log,
    portal,
    secrets: secretsWith(await readKeys(folders.keys)),
    settings: controllerSettings(settings, folders),
  })
  // A socket that an earlier controller left would keep this one from making its own.
  await rm(folders.hostsSocket, { force: true })
  const door = createServer()
  const hosts = acceptHosts({ server: door, events: running.hosts, log, shownFolder: folders.screens })
  await new Promise<void>((resolve, reject) => door.once('error', reject).listen(folders.hostsSocket, resolve))
  const address = await running.listen(settings.listen)
  await seedInstallation({
    database,
    clock: () => new Date(),
    random: bytes => void crypto.getRandomValues(bytes),
    library,
    keep: login => keepLogin(login, { url: settings.publicUrl ?? address, folders }),
  })
  return {
    address,
    async close() {
      hosts.close()
      await running.close()
      door.close()
      await database.close()
    },
  }
}

/** Has the first passwords written where their owner finds them: by the supervisor, because this process may not write there. */
async function keepLogin(
  login: FirstLogin,
  { url, folders }: { url: string } & Pick<Workplace, 'folders'>,
): Promise<void> {
  const content = `${JSON.stringify({ url, ...login }, null, 2)}\n`
  if (!isSupervised()) return writeFirstLogin(`${folders.controller}/first-login.json`, content)
  const written = answerOfSupervisor('first-login-written')
  await tellSupervisor({ kind: 'first-login', content })
  await written
}
