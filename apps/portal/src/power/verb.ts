/** Something that can be done with a lab or a machine. */
export interface Verb {
  readonly id: string
  /** What happens, as on a button: "Start 6 machines". */
  readonly words: string
  /** What a newcomer would want to know before. */
  readonly hint?: string
  readonly allowed: boolean
  /** Shown in place of the hint when it is not allowed now. */
  readonly whyNot: string
  readonly run: () => Promise<unknown>
  /** Asked first, where guests can lose something. */
  readonly confirm?: { readonly title: string; readonly loss: string }
}
