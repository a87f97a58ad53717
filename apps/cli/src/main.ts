import manifest from '../package.json' with { type: 'json' }
import { complete, isCompletion } from './complete/complete.ts'
import { build, type Runner } from './frame/build.ts'
import { type Io, processIo } from './frame/io.ts'
import { report } from './frame/report.ts'
import { startCli } from './frame/run.ts'
import { nouns } from './nouns.ts'

/**
 * Runs the command with these words and returns what to end with.
 *
 * Never throws, and prints no stack: whatever goes wrong is said in one sentence, to stderr.
 */
export async function main(words: readonly string[], io: Io = processIo()): Promise<number> {
  const interrupt = new AbortController()
  const onInterrupt = () => {
    // The second Ctrl-C does not wait for anything.
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort()
  }
  process.on('SIGINT', onInterrupt)
  // Whoever reads the output may stop reading, as `head` does.
  io.stdout.on('error', endQuietly)
  try {
    if (isCompletion(words)) {
      await complete(io, words, interrupt.signal)
      return 0
    }
    let code = 0
    const run: Runner = async (verb, args, flags, common) => {
      const cli = startCli(io, common, interrupt.signal)
      await verb.run(cli, args as never, flags as never)
      code = cli.code
    }
    const program = build(nouns, manifest.version, { io, run })
    await program.parseAsync([...words], { from: 'user' })
    return interrupt.signal.aborted ? 130 : code
  } catch (error) {
    return report(io, error, interrupt.signal.aborted)
  } finally {
    process.off('SIGINT', onInterrupt)
    io.stdout.off('error', endQuietly)
  }
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
