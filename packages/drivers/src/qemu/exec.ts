import type { ExecCall, ExecResult } from '@paddock/host-api'
import { Problem } from '@paddock/model'
import { AgentError, type GuestAgent } from '@paddock/qmp'

/** Runs a program in a guest. @throws Problem `no-agent`, `guest-command-timeout`, `not-now` */
export async function execInGuest(agent: GuestAgent, call: ExecCall): Promise<ExecResult> {
  try {
    const result = await agent.exec({
      command: call.command,
      input: call.input,
      timeoutMs: call.timeoutSeconds * 1000,
    })
    return { ...result, stdout: result.stdout.toString('utf8'), stderr: result.stderr.toString('utf8') }
  } catch (cause) {
    if (!(cause instanceof AgentError)) throw cause
    switch (cause.why) {
      case 'absent':
        throw new Problem('no-agent', 'The guest agent does not answer. Is it installed and running in the machine?', {
          cause,
        })
      case 'timeout':
        throw new Problem(
          'guest-command-timeout',
          `The command did not end within ${call.timeoutSeconds} s. It goes on in the guest.`,
          { cause },
        )
      case 'refused':
        throw new Problem('not-now', cause.message, { cause })
    }
  }
}
