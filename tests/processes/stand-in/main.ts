import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { all, dropPrivileges, enter, ownSettings, serve } from 'paddockd'
import { Client } from 'pg'

// The daemon's shell with small stand-ins for controller and host: what the supervisor's tests stop, kill and hang.
const [name = '', ...options] = process.argv.slice(2)
await enter(name, async () => {
  const settings = await ownSettings(options)

  if (name === 'all') await all(settings, 'host', import.meta.filename)

  if (name === 'controller')
    await serve({ name, settings }, async ({ settings: { databaseUrl, listen } }) => {
      await dropPrivileges()
      const client = new Client({ connectionString: databaseUrl ?? '' })
      client.on('error', () => {})
      await client.connect()
      const server = createServer(async (request, response) => {
        if (request.url === '/hang') for (;;);
        const { rows } = await client.query('select current_user as role')
        response.end(
          JSON.stringify({
            uid: process.getuid?.(),
            groups: process.getgroups?.(),
            pid: process.pid,
            role: rows[0].role,
          }),
        )
      })
      await new Promise<void>(resolve => server.listen(listen.port, listen.host, resolve))
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('no address')
      return {
        address: `http://127.0.0.1:${address.port}`,
        async close() {
          server.closeAllConnections()
          server.close()
          await client.end()
        },
      }
    })

  if (name === 'host')
    await serve({ name, settings }, async ({ folders }) => {
      if (existsSync(`${folders.host}/broken`)) throw new Error('the test broke it')
      return { close: async () => {} }
    })
})
