import type { z } from 'zod'
import type { EndpointId, EndpointOf } from './endpoints.ts'

/** An endpoint without parameters has an empty object for them, whose type would forbid every other field beside it. */
type Fields<Schema> =
  Schema extends z.ZodObject<infer Shape>
    ? [keyof Shape] extends [never]
      ? unknown
      : z.input<Schema>
    : Schema extends z.ZodType
      ? z.input<Schema>
      : unknown

type Flat<Type> = { [Key in keyof Type]: Type[Key] } & {}

/** What one endpoint is asked with: parameters, query and body in one object, as the SDK takes it. */
export type InputOf<Id extends EndpointId> = Flat<
  Fields<EndpointOf<Id>['params']> & Fields<EndpointOf<Id>['query']> & Fields<EndpointOf<Id>['body']>
>

/** What one endpoint answers, or streams one by one. */
export type AnswerOf<Id extends EndpointId> = EndpointOf<Id>['answer']['schema'] extends z.ZodType
  ? z.output<EndpointOf<Id>['answer']['schema']>
  : undefined

/** One item of the pages that a list endpoint answers. */
export type ItemOf<Id extends EndpointId> = AnswerOf<Id> extends { items: (infer Item)[] } ? Item : never
