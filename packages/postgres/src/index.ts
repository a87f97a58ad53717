export type { Access } from './access.ts'
export { databaseUrl, ensureDatabase } from './database.ts'
export { type Postgres, type PostgresOptions, startPostgres } from './start.ts'
