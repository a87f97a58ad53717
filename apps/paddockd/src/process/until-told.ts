/**
 * Resolves with the reason when this process is to stop: a signal, or the end of the supervisor that started it.
 *
 * The supervisor's end counts even when it came before this was called, so a child never outlives it unseen.
 */
export function untilToldToStop(): Promise<string> {
  return new Promise(resolve => {
    // `on`, not `once`: a second Ctrl-C must not end the process while it is stopping.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve(signal))
    if (process.send === undefined) return
    process.on('disconnect', () => resolve('the supervisor ended'))
    if (!process.connected) resolve('the supervisor ended')
  })
}
