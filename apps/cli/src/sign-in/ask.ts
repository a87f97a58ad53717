import { CliProblem } from '../frame/exit.ts'
import { canAsk, type Io, readAll } from '../frame/io.ts'

/** A password from stdin, or asked for at the terminal. Never from an argument, which every user of the machine can read. */
export async function password(
  io: Io,
  { fromStdin, question }: { fromStdin: boolean; question: string },
): Promise<string> {
  if (fromStdin) return (await readAll(io)).replace(/\r?\n$/, '')
  return answer(io, 'password', question, '--password-stdin')
}

/** A secret from a pipe, or asked for at the terminal. */
export async function secret(io: Io, question: string): Promise<string> {
  return canAsk(io) ? answer(io, 'password', question, 'A pipe') : (await readAll(io)).trim()
}

/** A line of text, as given or asked for. */
export async function text(
  io: Io,
  given: string | undefined,
  { question, flag }: { question: string; flag: string },
): Promise<string> {
  return given ?? answer(io, 'text', question, flag)
}

async function answer(io: Io, kind: 'text' | 'password', question: string, flag: string): Promise<string> {
  if (!canAsk(io)) throw new CliProblem('usage', `${flag} is needed where there is no terminal to ask at.`)
  const prompts = await import('@clack/prompts')
  const said = await prompts[kind]({ message: question, output: process.stderr })
  if (prompts.isCancel(said)) throw new CliProblem('interrupted', 'Nothing was done.')
  return said ?? ''
}

/** Asks before something is lost. Without a terminal nobody is asked: a script has said what it wants. */
export async function confirm(
  io: Io,
  { question, yes }: { question: string; yes: boolean | undefined },
): Promise<void> {
  if (yes || !canAsk(io)) return
  const prompts = await import('@clack/prompts')
  const said = await prompts.confirm({ message: question, initialValue: false, output: process.stderr })
  if (said !== true) throw new CliProblem('interrupted', 'Nothing was done.')
}
