/** A reason not to start, worded for the person at the terminal: printed without a stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
