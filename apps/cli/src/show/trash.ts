import type { Deletion } from '@paddock/sdk'

/** What became of something that was deleted. */
export const deletedInWords = (name: string, { trash }: Deletion, gone = 'Deleted'): string =>
  trash === null
    ? `${gone} ${name}.`
    : `${name} is in the trash until ${trash.keptUntil.slice(0, 16).replace('T', ' ')} UTC. Bring it back: paddock trash restore ${trash.id}`
