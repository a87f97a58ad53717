import { type Caller, callerMay, type Permission, Problem } from '@paddock/model'

/**
 * Refuses what the caller may not do in the whole tenant: a role in one project is not enough.
 *
 * @throws Problem `not-allowed`
 */
export function demandEverywhere(caller: Caller, action: Permission): void {
  if (!callerMay(caller, action))
    throw new Problem('not-allowed', 'Your role does not allow this. Ask an administrator of your tenant.')
}
