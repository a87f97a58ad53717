import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess, type ProcessIdentity, processAlive } from '@paddock/linux'
import { AgentError, type GuestAgent, type QmpClient } from '@paddock/qmp'

/** An ACPI power button that was pressed before the guest listened is not heard: it is pressed again. */
const pressAgainMs = 8_000
/** How long the agent's way has before the power button is pressed. */
const agentHeadStartMs = 10_000
/** How long QEMU may take to write out what it holds of the disks. */
const quitTimeoutMs = 5_000

/** Ends QEMU now: it is asked to, so that its caches reach the disk, and killed when it does not. */
export async function quit(process: ProcessIdentity, qmp: QmpClient | undefined): Promise<void> {
  if (qmp !== undefined) {
    // QEMU may be gone before it answers `quit`, and a hung one never does: wait for the process, not for the reply.
    qmp.execute('quit', {}, { timeoutMs: quitTimeoutMs }).catch(() => {})
    await gone(process, quitTimeoutMs)
  }
  if (processAlive(process)) await endProcess(process, { graceMs: 0 })
}

interface Asking {
  readonly qmp: QmpClient
  readonly agent: GuestAgent
  readonly agentConnected: boolean
  readonly graceMs: number
  /** True once the daemon goes: the next one asks again. */
  letGo(): boolean
}

/** Asks the guest to shut down, by its agent and by its power button, and returns when it has or when the time is over. */
export async function shutDown(
  process: ProcessIdentity,
  { qmp, agent, agentConnected, graceMs, letGo }: Asking,
): Promise<void> {
  const until = Date.now() + graceMs
  if (agentConnected && (await byAgent(agent)) && (await gone(process, Math.min(graceMs / 2, agentHeadStartMs)))) return
  while (Date.now() < until && !letGo()) {
    // Refused or unanswered: the guest is not told this time.
    await qmp.execute('system_powerdown', {}, { timeoutMs: 2_000 }).catch(() => {})
    if (await gone(process, Math.min(pressAgainMs, until - Date.now()))) return
  }
}

async function byAgent(agent: GuestAgent): Promise<boolean> {
  try {
    if (!(await agent.ping(2_000))) return false
    await agent.shutdown()
    return true
  } catch (cause) {
    if (cause instanceof AgentError) return false
    throw cause
  }
}

async function gone(process: ProcessIdentity, forMs: number): Promise<boolean> {
  const until = Date.now() + forMs
  for (let pauseMs = 2; processAlive(process); pauseMs = Math.min(pauseMs * 1.5, 100)) {
    if (Date.now() >= until) return false
    await sleep(pauseMs)
  }
  return true
}
