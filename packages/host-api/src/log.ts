/** Where events are written: pino's shape, so that a pino logger is one. A line is an event with fields, written once, where it is handled. */
export interface Log {
  debug(fields: object, event: string): void
  info(fields: object, event: string): void
  warn(fields: object, event: string): void
  error(fields: object, event: string): void
}

/** For tests and tools that have no log. */
export const noLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
