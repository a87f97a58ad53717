import { displayName, idSchema } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery, yes } from './endpoint.ts'

export const trashKind = z.enum(['lab', 'template', 'snapshot'])

/** Something that was deleted and can still be restored. */
export const trashView = z.object({
  /** Of its stay in the trash: the thing itself has the id that it had before. */
  id: idSchema<'trash'>(),
  kind: trashKind,
  thingId: z.uuid(),
  name: z.string(),
  /** Where the lab, or the snapshot's lab, belongs; null for a template. */
  project: z.object({ id: idSchema<'project'>(), name: z.string() }).nullable(),
  /** The lab that a snapshot is of; null for others. */
  lab: z.object({ id: idSchema<'lab'>(), name: z.string() }).nullable(),
  /** `leaving`: it is being removed for good. */
  state: z.enum(['kept', 'leaving']),
  deletedAt: moment,
  deletedBy: z.object({ id: idSchema<'user'>().nullable(), name: z.string() }),
  /** Until then it can be restored; then it is removed for good. */
  keptUntil: moment,
  /** Bytes that a removal gives back. */
  storedBytes: z.int().nonnegative(),
})
export type TrashView = z.infer<typeof trashView>

/** What became of something that was deleted: where it waits in the trash, or null when it was removed for good. */
export const deletion = z.object({ trash: trashView.nullable() })
export type Deletion = z.infer<typeof deletion>

/** What is said to a deletion: whether to leave the trash out. */
export const deletionQuery = z.strictObject({
  /** Remove it for good, at once. */
  now: yes.default(false),
})

const params = z.strictObject({ trash: idSchema<'trash'>() })

export const trashEndpoints = [
  endpoint('GET /v1/trash', {
    id: 'trashList',
    summary: 'Lists what was deleted and can still be restored, newest first.',
    description: 'Whoever may delete a thing sees it here.',
    permission: 'signed-in',
    query: pageQuery,
    answer: pageOf(trashView),
  }),
  endpoint('POST /v1/trash/{trash}/restore', {
    id: 'trashRestore',
    summary: 'Restores something from the trash, as it was when it was deleted.',
    description:
      'A lab comes back stopped, or suspended if it was. It counts in quotas again, so one that is full refuses it.',
    permission: 'signed-in',
    audit: 'trash.restore',
    params,
    body: z.strictObject({
      /** Another name, where its own is taken meanwhile. */
      name: displayName.optional(),
    }),
    answer: z.object({
      kind: trashKind,
      id: z.uuid(),
      name: z.string(),
      /** The lab, or the lab of the snapshot. */
      labId: idSchema<'lab'>().nullable(),
    }),
    problems: ['not-found', 'not-now', 'name-taken', 'limit-reached', 'quota-exceeded'],
  }),
  endpoint('DELETE /v1/trash/{trash}', {
    id: 'trashDelete',
    summary: 'Removes something in the trash for good.',
    permission: 'signed-in',
    audit: 'trash.delete',
    params,
    problems: ['not-found', 'not-now'],
  }),
  endpoint('DELETE /v1/trash', {
    id: 'trashEmpty',
    summary: 'Removes everything in the trash for good that the caller may delete.',
    permission: 'signed-in',
    audit: 'trash.empty',
    answer: z.object({ removedCount: z.int().nonnegative() }),
  }),
] as const
