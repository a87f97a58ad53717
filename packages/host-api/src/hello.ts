import { idSchema } from '@paddock/model'
import { z } from 'zod'

/** What a host says of itself when it joins a link: the shape of `HostHello`. */
export const hostHello = z.object({
  host: idSchema<'host'>(),
  name: z.string().min(1).max(253),
  roles: z.array(z.enum(['machines', 'networks', 'volumes'])).readonly(),
  /** A host of another version of the contract is refused here. */
  contract: z.literal(1),
})
