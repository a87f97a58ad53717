import type { VmId } from '@paddock/model'

/** Of so many machines the last picture is kept, in the order in which they came. */
const kept = 200
/**
 * A browser opens six connections to a server over HTTP/1.1, and one is the event stream: pictures leave some for what
 * a person asks for meanwhile.
 */
const atOnce = 2

interface Picture {
  readonly address: string
  readonly takenAt: number
}

const pictures = new Map<VmId, Picture>()
const waiting = new Set<VmId>()
const listeners = new Set<() => void>()
let running = 0

export const pictureOf = (vm: VmId): string | undefined => pictures.get(vm)?.address

export function onPicture(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whoever uses this browser next sees nothing of what was shown to this person. */
export function forgetPictures(): void {
  for (const { address } of pictures.values()) URL.revokeObjectURL(address)
  pictures.clear()
  waiting.clear()
}

/** Asks for a machine's picture, unless the one that is there is young or one is on its way. */
export function renewPicture(vm: VmId, everySeconds: number): void {
  const age = Date.now() - (pictures.get(vm)?.takenAt ?? 0)
  // Half the time: two timers of one machine on a page need not ask twice.
  if (age < everySeconds * 500 || waiting.has(vm)) return
  waiting.add(vm)
  next()
}

function next(): void {
  const [vm] = waiting
  if (vm === undefined || running >= atOnce) return
  waiting.delete(vm)
  running += 1
  void take(vm)
    // No picture is no news: the machine's state tells why, and the last one stays.
    .catch(() => undefined)
    .finally(() => {
      running -= 1
      next()
    })
  next()
}

async function take(vm: VmId): Promise<void> {
  // `no-cache`: an unchanged picture costs an answer without content (RFC 9110, section 15.4.5).
  const answer = await fetch(`/v1/vms/${vm}/thumbnail`, { cache: 'no-cache' })
  if (answer.status !== 200) return
  const address = URL.createObjectURL(await answer.blob())
  const image = new Image()
  image.src = address
  // Shown once it is decoded: nothing flickers between two pictures.
  await image.decode()
  const old = pictures.get(vm)
  pictures.delete(vm)
  pictures.set(vm, { address, takenAt: Date.now() })
  for (const listener of listeners) listener()
  if (old) setTimeout(() => URL.revokeObjectURL(old.address), 1_000)
  const [oldest] = pictures
  if (pictures.size > kept && oldest) {
    pictures.delete(oldest[0])
    URL.revokeObjectURL(oldest[1].address)
  }
}
