import { shared } from '../live/shared.ts'

/** One verb asked of many things, from this page, and how far that is. */
export interface Batch {
  readonly id: number
  /** "Start 12 labs". */
  readonly words: string
  readonly total: number
  readonly done: number
  readonly failures: readonly { readonly name: string; readonly error: unknown }[]
  /** True once no more will be asked. */
  readonly over: boolean
}

/** A thing of a batch, and what is asked of it. */
export interface Part {
  readonly name: string
  readonly run: () => Promise<unknown>
}

/** How many are asked at once: the server answers no sooner when it is asked more. */
const atOnce = 6

const batches = shared<readonly Batch[]>([])
const stopped = new Set<number>()
let last = 0

export const useBatches = batches.use

/** Asks it of all parts, some at once, and tells how far it is. Goes on whatever page is shown. */
export async function runBatch(words: string, parts: readonly Part[]): Promise<Batch> {
  last += 1
  const id = last
  let batch: Batch = { id, words, total: parts.length, done: 0, failures: [], over: false }
  const tell = (change: Partial<Batch>) => {
    batch = { ...batch, ...change }
    batches.set([batch, ...batches.get().filter(each => each.id !== id)])
  }
  tell({})
  const rest = parts.values()
  const ask = async () => {
    for (const part of rest) {
      if (stopped.has(id)) return
      try {
        await part.run()
      } catch (error) {
        tell({ failures: [...batch.failures, { name: part.name, error }] })
      }
      tell({ done: batch.done + 1 })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, ask))
  tell({ over: true })
  return batch
}

/** Asks no more of a batch. What was asked stays asked. */
export const stopBatch = (id: number): void => void stopped.add(id)

/** Takes a batch that is over out of the drawer. */
export const forgetBatch = (id: number): void => batches.set(batches.get().filter(each => each.id !== id))
