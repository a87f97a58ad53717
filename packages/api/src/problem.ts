import { problemCode } from '@paddock/model'
import { z } from 'zod'

/** How every refusal looks: problem details (RFC 9457), as `application/problem+json`. */
export const problemDetails = z.object({
  /** Where the code is explained, relative to the installation. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** What to do next. */
  detail: z.string(),
  code: problemCode,
  /** Who can put it right. */
  fault: z.enum(['caller', 'operator', 'us']),
  /** Give it to your operator when you ask for help: it is in the logs. */
  requestId: z.string(),
  /** The fields that are not as they should be, each with a JSON pointer (RFC 6901). */
  errors: z
    .array(z.object({ in: z.enum(['body', 'query', 'params', 'headers']), path: z.string(), message: z.string() }))
    .optional(),
})
export type ProblemDetails = z.infer<typeof problemDetails>
