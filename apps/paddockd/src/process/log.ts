import { type Logger, pino, stdSerializers } from 'pino'
import { hideSecrets } from './hide-secrets.ts'

/**
 * The log of one process: a line of JSON per event on standard error, with the process that wrote it.
 *
 * Written at once, not buffered: the line before a kill -9 is the one that matters.
 */
export function createLog({ process: name, level }: { process: string; level: string }): Logger {
  const destination = pino.destination({ fd: 2, sync: true })
  // Whoever read the log is gone (a closed terminal): the daemon goes on without.
  destination.on('error', () => {})
  return pino(
    {
      level,
      base: { process: name, pid: globalThis.process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      // `err` is pino's own; an Error under any other name would be written as {}.
      serializers: { error: stdSerializers.err, cause: stdSerializers.err },
      hooks: { streamWrite: hideSecrets },
    },
    destination,
  )
}
