import envPaths from 'env-paths'

/** What the command reads and writes, handed in so that a test can be its terminal. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & {
    readonly isTTY?: boolean | undefined
    setRawMode?(raw: boolean): unknown
    unref?(): unknown
  }
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean | undefined }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where profiles are kept. */
  readonly configFolder: string
}

export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process
  return { stdin, stdout, stderr, env, configFolder: envPaths('paddock', { suffix: '' }).config }
}

/** Whether there is a person to ask. */
export function canAsk({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/** Everything that stdin holds. */
export async function readAll({ stdin }: Io): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stdin) pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
  return Buffer.concat(pieces).toString('utf8')
}
