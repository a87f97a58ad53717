export { type Database, openDatabase, type Tx } from './database.ts'
export type { Granted } from './grant.ts'
export { isMigrated, migrate } from './migrate.ts'
