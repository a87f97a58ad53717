import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeBootDisk, toQcow2 } from './bootDisk.ts'
import { recipeOf } from './recipeOf.ts'
import { revision } from './revision.ts'
import { addGuestFiles, makeTinyRoot, openParts } from './tinyRoot.ts'
import { copyInto, pick } from './tree.ts'
import type { Workshop } from './workshop.ts'

const virtualSizeBytes = 320 * 1024 * 1024

/** Users of the image, as `guest/web-shop/etc/passwd` has them. */
const users = { postgres: 70, shop: 71 } as const

/** Every machine of the web shop, in one image: `shop-role` in a machine's user data makes it the web server, the database, a client or the controller. */
export const webShop = recipeOf({
  name: 'web-shop',
  title: 'Web shop machine',
  revision: revision(2, ['tiny', 'tiny-initramfs', 'web-shop']),
  kind: 'disk',
  format: 'qcow2',
  build: async workshop => {
    workshop.tell('Fetching packages', 0)
    const parts = await openParts(workshop, ['perl-base', 'libdbd-pg-perl', 'postgresql-15', 'util-linux'])
    workshop.tell('Making the root', 0.5)
    const tree = await makeTinyRoot(workshop, parts)
    await addPrograms(workshop, { from: parts.folder, to: tree })
    await addGuestFiles('web-shop', tree)
    workshop.tell('Making the database', 0.6)
    await addDatabase(workshop, tree)
    workshop.tell('Making the disk', 0.8)
    const disk = await makeBootDisk(workshop, { tree, label: 'tiny-root', sizeBytes: virtualSizeBytes })
    workshop.tell('Packing the disk', 0.9)
    return { file: await toQcow2(workshop, disk.file), virtualSizeBytes }
  },
})

const perlModules = '/usr/lib/x86_64-linux-gnu/perl5/5.36'
const postgresql = '/usr/lib/postgresql/15'

/** Copies Perl with its driver for PostgreSQL, and the server without what compiles queries: that would cost more than it saves here. */
async function addPrograms(workshop: Workshop, trees: { from: string; to: string }): Promise<void> {
  const { from, to } = trees
  for (const folder of ['/usr/lib/x86_64-linux-gnu/perl-base', `${perlModules}/DBI.pm`, `${perlModules}/DBI`])
    await copyInto(from, to, folder)
  for (const folder of [
    `${perlModules}/DBD/Pg.pm`,
    ...['if.pm', 'version.pm', 'version'].map(name => `/usr/share/perl/5.36/${name}`),
  ])
    await copyInto(from, to, folder)
  await copyInto(from, to, '/usr/share/postgresql/15')
  await pick(workshop, {
    ...trees,
    files: [
      '/usr/bin/perl',
      // Busybox's own cannot change users.
      '/usr/bin/setpriv',
      `${perlModules}/auto/DBI/DBI.so`,
      `${perlModules}/auto/DBD/Pg/Pg.so`,
      ...['postgres', 'initdb', 'psql'].map(name => `${postgresql}/bin/${name}`),
      ...['plpgsql', 'dict_snowball'].map(name => `${postgresql}/lib/${name}.so`),
    ],
  })
}

/** Makes the shop's database inside the image, so that a machine has only to start it. */
async function addDatabase(workshop: Workshop, tree: string): Promise<void> {
  const home = join(tree, 'var/lib/postgresql')
  await mkdir(home, { recursive: true })
  await chown(home, users.postgres, users.postgres)
  await chmod(join(tree, 'tmp'), 0o1777)
  // Programs that begin with `exec … >/dev/null` find no devices in a tree.
  await workshop.run(['mknod', '-m', '666', join(tree, 'dev/null'), 'c', '1', '3'])
  // A module that was left behind is found now, not when a customer buys.
  await workshop.run(['chroot', tree, 'perl', '-MDBI', '-MDBD::Pg', '-e', '1'])
  const asPostgres = (words: string[], input?: string): Promise<string> =>
    workshop.run(
      ['chroot', `--userspec=${users.postgres}:${users.postgres}`, '--groups=', tree, ...words],
      input === undefined ? {} : { input },
    )
  const data = '/var/lib/postgresql/data'
  await asPostgres([
    ...[`${postgresql}/bin/initdb`, '-D', data, '--username=postgres', '--locale=C', '--encoding=UTF8', '--no-sync'],
    // Segments of 1 MiB instead of 16: the image stays small.
    ...['--wal-segsize=1', '--auth=peer', '--data-checksums'],
  ])
  // Another one for every installation, and known to no one: only the web server uses it.
  const password = randomBytes(18).toString('base64url')
  const single = (database: string, statements: string): Promise<string> =>
    asPostgres([`${postgresql}/bin/postgres`, '--single', '-D', data, database], statements)
  await single('postgres', 'create database shop;\n')
  await single('shop', await readFile(join(tree, 'usr/lib/shop/schema.sql'), 'utf8'))
  await single('shop', `alter role shop password '${password}';\n`)

  await writeFile(join(tree, 'etc/shop/password'), `${password}\n`, { mode: 0o400 })
  await chown(join(tree, 'etc/shop/password'), users.shop, users.shop)
  await writeFile(join(tree, data, 'pg_hba.conf'), accessRules)
  await writeFile(join(tree, data, 'postgresql.auto.conf'), settings)
}

const accessRules = `# Who may connect, and how they prove who they are.
local all  postgres              peer
host  shop shop      samenet     scram-sha-256
`

/** For a machine with 128 MiB and an emulated processor. Orders are on the disk when they are answered: fsync and commits stay as they are. */
const settings = `listen_addresses = '*'
unix_socket_directories = '/run/postgresql'
max_connections = 20
shared_buffers = '16MB'
dynamic_shared_memory_type = mmap
jit = off
min_wal_size = '8MB'
max_wal_size = '64MB'
max_parallel_workers_per_gather = 0
max_wal_senders = 0
wal_level = minimal
max_logical_replication_workers = 0
stats_fetch_consistency = none
`
