/** The role that the product has in the database, and the one that owns the server. */
export const name = { role: 'paddock', superuser: 'postgres' } as const

/** The migrated database that every test's own is copied from. */
export const templateDatabase = 'paddock_template'

/** Where a test run tells its test files of the one server that they share. */
export const sharedServerVariable = 'PADDOCK_TEST_POSTGRES'
