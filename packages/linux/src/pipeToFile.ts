import { spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { libcCalls } from './libc.ts'

const oCloexec = 0o2000000
const fSetPipeSize = 1031
/** Large pieces: fewer turns of writer and reader. A pipe has a mebibyte at most (/proc/sys/fs/pipe-max-size). */
const pipeBytes = 1024 * 1024

/** A pipe whose other end is written to a file, by a process that ends with this daemon, even while it is held. */
export interface PipeToFile {
  /** The end to write to, for another process. */
  readonly descriptor: number
  /** Closes our duplicate of that end: the writer has its own by now. */
  handedOver(): void
  /** Reads no more, so that the writer soon waits. */
  hold(): void
  release(): void
  /** Resolves when the writer has closed its end and all is in the file. @throws Error when it could not be written. */
  readonly done: Promise<void>
  kill(): void
}

/** Begins to write what comes through a pipe to an open file. */
export function pipeToFile(file: number): PipeToFile {
  const [readEnd, writeEnd] = libcCalls.pipe2(oCloexec)
  libcCalls.fcntl(writeEnd, fSetPipeSize, pipeBytes)
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', 'cat'], { stdio: [readEnd, file, 'ignore'], env: {} })
  closeSync(readEnd)
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`The file could not be written (${signal ?? `cat ended with ${code}`}).`)),
    )
  })
  done.catch(() => {})
  let open = true
  const handedOver = () => {
    if (open) closeSync(writeEnd)
    open = false
  }
  return {
    descriptor: writeEnd,
    handedOver,
    hold: () => void child.kill('SIGSTOP'),
    release: () => void child.kill('SIGCONT'),
    done,
    kill() {
      handedOver()
      child.kill('SIGKILL')
    },
  }
}
