import type { Cli } from '../frame/cli.ts'
import { CliProblem } from '../frame/exit.ts'
import { hangUp, openSocket } from './socket.ts'

/** Ctrl-], as in telnet and virsh: no shell and no editor needs it. */
const escapeByte = 0x1d

export interface ConsoleFlags {
  /** Stay when stdin is at its end, until the machine's side ends. */
  readonly follow: boolean
  /** Otherwise stay until the machine said nothing for so long. */
  readonly quietSeconds: number
}

/**
 * Joins this terminal, or whatever stdin and stdout are, to a machine's serial port.
 *
 * A terminal is raw meanwhile: every key is the guest's, but Ctrl-], which ends it. Nothing is done when the window
 * changes: a serial port has no size.
 */
export async function serialConsole(cli: Cli, url: string, name: string, flags: ConsoleFlags): Promise<void> {
  const { stdin, stdout } = cli.io
  const socket = await openSocket(cli, url)
  const terminal = stdin.isTTY === true
  const end = Promise.withResolvers<void>()
  const finish = () => {
    end.resolve()
    socket.close(1000)
  }
  const quiet = quietTimer(flags, finish)
  const typed = (piece: Buffer | string) => {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    const at = terminal ? bytes.indexOf(escapeByte) : -1
    if (at !== 0) socket.send(at < 0 ? bytes : bytes.subarray(0, at))
    if (at >= 0) finish()
  }
  socket.on('message', (data: Buffer) => {
    quiet.heard()
    if (stdout.write(data)) return
    // Who reads slowly slows the machine's port down, and memory stays as it is.
    socket.pause()
    stdout.once('drain', () => socket.resume())
  })
  socket.on('close', (code, reason) => {
    if (closedWell(code)) end.resolve()
    else
      end.reject(
        new CliProblem(
          'trouble',
          `The console of ${name} broke off${reason.length > 0 ? `: ${reason}` : ''} (${code}).`,
        ),
      )
  })
  cli.signal.addEventListener('abort', finish, { once: true })
  if (terminal) {
    cli.note(`The serial port of ${name}. Press Enter for a prompt, Ctrl-] to leave.`)
    stdin.setRawMode?.(true)
  } else stdin.once('end', quiet.begin)
  stdin.on('data', typed)
  socket.resume()
  try {
    await end.promise
  } finally {
    quiet.stop()
    stdin.off('data', typed)
    stdin.off('end', quiet.begin)
    if (terminal) {
      stdin.setRawMode?.(false)
      cli.note('')
    }
    stdin.pause?.()
    // A pipe that nobody closes must not keep the command alive.
    stdin.unref?.()
    cli.signal.removeEventListener('abort', finish)
    hangUp(socket)
  }
}

/** Normal end, or the other side going away without an error (RFC 6455, section 7.4.1). */
const closedWell = (code: number) => code === 1000 || code === 1001 || code === 1005

/** Once stdin is at its end: waits until the machine has said nothing for a while. */
function quietTimer(flags: ConsoleFlags, finish: () => void) {
  let timer: NodeJS.Timeout | undefined
  const start = () => {
    clearTimeout(timer)
    timer = setTimeout(finish, flags.quietSeconds * 1000)
  }
  return {
    begin: () => {
      if (!flags.follow) start()
    },
    heard: () => {
      if (timer !== undefined) start()
    },
    stop: () => clearTimeout(timer),
  }
}
