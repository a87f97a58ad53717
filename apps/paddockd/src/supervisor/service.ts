/** A process that the supervisor keeps running. */
export interface Service {
  readonly name: string
  /** Starts it and resolves once it does its work. Gives up, and throws, when the signal comes first. */
  start(signal: AbortSignal): Promise<RunningService>
}

export interface RunningService {
  /** Resolves with how it ended, whoever ended it. */
  readonly ended: Promise<string>
  /** Ends it cleanly, then by force. May be repeated. */
  stop(): Promise<void>
}
