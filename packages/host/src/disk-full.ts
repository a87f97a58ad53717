import { Problem } from '@paddock/model'

const words = 'The host’s disk is full. Nothing was kept of what found no room.'

/** The problem of whatever failed because a file system had no room (errno(3), ENOSPC and EDQUOT). Null for any other cause. */
export function diskFull(cause: unknown): Problem | null {
  for (let at = cause; at instanceof Error; at = at.cause)
    if ('code' in at && (at.code === 'ENOSPC' || at.code === 'EDQUOT'))
      return new Problem('disk-full', words, { cause })
  return null
}
