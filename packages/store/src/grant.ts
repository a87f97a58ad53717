import type { Permission } from '@paddock/model'

declare const granted: unique symbol

/**
 * A thing that its caller was found to be allowed `Action` on.
 *
 * Only the store's look-ups hand it out; whatever changes a thing demands it, so authorisation cannot be forgotten.
 */
export type Granted<Action extends Permission, Thing> = Thing & { readonly [granted]: Action }

/** For the look-ups of this package alone: the front door does not export it. */
export const grant = <Action extends Permission, Thing>(_action: Action, thing: Thing): Granted<Action, Thing> =>
  thing as Granted<Action, Thing>
