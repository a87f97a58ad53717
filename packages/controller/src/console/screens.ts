import type { HostId, RunId } from '@paddock/model'
import { Problem } from '@paddock/model'
import type { HostRegistry } from '../hosts/registry.ts'
import { greetMachine } from './rfb/greet-machine.ts'
import { keyOf, type WantedPicture } from './rfb/wanted-picture.ts'
import { ScreenSource } from './screen-source.ts'

/** A machine's screen that is being used; it ends when the last who uses it lets go. */
export interface HeldSource {
  readonly source: ScreenSource
  /** The form that it comes in, as `keyOf` says it. */
  readonly key: string
  release(): void
}

/** The screens that somebody watches through this controller. */
export interface Screens {
  /** @throws Problem `host-unreachable`, `not-found` when there is no such run */
  hold(at: { host: HostId; run: RunId }, picture: WantedPicture): Promise<HeldSource>
  close(): void
}

interface Shared {
  readonly opening: Promise<ScreenSource>
  users: number
}

/** QEMU greets at once; one that is stopped or stuck does not. */
const greetingLimitMs = 10_000

export function screens({ hosts }: { hosts: HostRegistry }): Screens {
  const shared = new Map<string, Shared>()

  async function open(host: HostId, run: RunId, picture: WantedPicture, ended: () => void): Promise<ScreenSource> {
    const machine = await hosts.of(host).openScreen(run)
    const timer = setTimeout(() => machine.close(), greetingLimitMs)
    try {
      const screen = await greetMachine(machine)
      return new ScreenSource(machine, { screen, picture, ended })
    } catch (cause) {
      machine.close()
      throw new Problem('host-unreachable', 'The machine’s screen does not answer. Try again in a moment.', { cause })
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async hold({ host, run }, picture) {
      const key = keyOf(picture)
      const name = `${run} ${key}`
      const forget = (): void => {
        if (shared.get(name) === own) shared.delete(name)
      }
      const own: Shared = shared.get(name) ?? {
        opening: open(host, run, picture, () => forget()),
        users: 0,
      }
      shared.set(name, own)
      own.users += 1
      let held = true
      const release = (): void => {
        if (!held) return
        held = false
        own.users -= 1
        if (own.users > 0) return
        forget()
        void own.opening.then(source => source.close()).catch(() => {})
      }
      try {
        return { source: await own.opening, key, release }
      } catch (cause) {
        forget()
        release()
        throw cause
      }
    },
    close() {
      for (const { opening } of shared.values()) void opening.then(source => source.close()).catch(() => {})
      shared.clear()
    },
  }
}
