import type { QmpClient } from '@paddock/qmp'

export interface PauseWatch {
  pauseMs(): number
  end(): void
}

/** Measures how long a guest stands still, by QEMU's own clock: from its first STOP to its last RESUME (QMP reference, "Run state"). */
export function pauseWatch(qmp: QmpClient): PauseWatch {
  let stoppedAt: number | null = null
  let resumedAt: number | null = null
  const end = qmp.onEvent(event => {
    if (event.name === 'STOP') stoppedAt ??= event.at.getTime()
    if (event.name === 'RESUME') resumedAt = event.at.getTime()
  })
  return { pauseMs: () => (stoppedAt === null || resumedAt === null ? 0 : resumedAt - stoppedAt), end }
}
