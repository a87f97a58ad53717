/** QEMU understood a command and refused it. */
export class QmpError extends Error {
  override readonly name = 'QmpError'
  readonly command: string
  /** `GenericError` mostly; `DeviceNotFound` and `CommandNotFound` are told apart. */
  readonly errorClass: string
  readonly description: string

  constructor(command: string, errorClass: string, description: string) {
    super(`QEMU refused ${command}: ${description}`)
    this.command = command
    this.errorClass = errorClass
    this.description = description
  }
}

/** The connection is over: QEMU is gone, or let go of it. */
export class QmpClosed extends Error {
  override readonly name = 'QmpClosed'

  constructor(cause?: Error) {
    super('The connection to QEMU is closed.', { cause })
  }
}

/** QEMU did not answer in time. Whether it did what it was asked is not known. */
export class QmpTimeout extends Error {
  override readonly name = 'QmpTimeout'

  constructor(command: string, timeoutMs: number) {
    super(`QEMU did not answer ${command} within ${timeoutMs} ms.`)
  }
}
