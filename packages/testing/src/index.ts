export { sharedServerVariable } from './database/names.ts'
export { startTestServer, type TestServer } from './database/server.ts'
export { startDatabase, type TestDatabase } from './database/start.ts'
