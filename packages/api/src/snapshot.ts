import { description, displayName, idSchema, limits } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery, reason } from './endpoint.ts'
import { copyWishes, labSummary, labView } from './lab.ts'
import { templateDetail } from './template.ts'
import { deletion, deletionQuery } from './trash.ts'

/** `disks`: what is copied from it boots. `memory`: what ran goes on, with every open window and connection. */
export const snapshotMode = z.enum(['disks', 'memory'])

/** `taking`: its host is at it. Copies may be asked for meanwhile; they start once it is taken. */
export const snapshotState = z.enum(['taking', 'taken', 'failed'])

const bytes = z.int().nonnegative()

/** What a machine's memory was saved with: it goes on only where all of it is the same. */
export const memoryMakings = z.object({
  accelerator: z.string(),
  /** QEMU's name of the board. */
  machineType: z.string(),
  cpuModel: z.string(),
  qemuVersion: z.string(),
})

/** A lab as it was at one instant. */
export const snapshotView = z.object({
  id: idSchema<'snapshot'>(),
  labId: idSchema<'lab'>(),
  /** The one before it in the lab's tree; null: it is a root. */
  parentId: idSchema<'snapshot'>().nullable(),
  name: z.string(),
  description: z.string(),
  author: z.object({ id: idSchema<'user'>().nullable(), name: z.string() }),
  mode: snapshotMode,
  state: snapshotState,
  /** Why it was not taken; or, with `memory-unfit`, why its memory does not go on any more: copies of it boot cold. */
  reason: reason.nullable(),
  /** Its instant; null until it is taken. */
  takenAt: moment.nullable(),
  vms: z.array(
    z.object({
      id: idSchema<'vm'>(),
      name: z.string(),
      /** Whether it ran at that instant. */
      ran: z.boolean(),
      /** Whether it goes on from memory. */
      memory: z.boolean(),
      /** What its memory was saved with; null: it has none, or that is not known yet. */
      savedWith: memoryMakings.nullable(),
      /** For how long it stood still, in milliseconds; null: it did not run, or is not known yet. */
      pauseMs: z.number().nullable(),
      /** Whether there is a picture of what its screen showed: `snapshotPicture`. */
      picture: z.boolean(),
    }),
  ),
  /** Bytes that nothing else stands on. */
  ownBytes: bytes,
  /** Bytes that it shares with others. */
  sharedBytes: bytes,
  /** Labs that were copied from it and are there still. */
  copyCount: z.int(),
  /** The newest of them that you may see. */
  copies: z.array(z.object({ id: idSchema<'lab'>(), name: z.string() })),
  /** Snapshots that were taken from there on: deleted, it leaves them to the one before it. */
  children: z.array(z.object({ id: idSchema<'snapshot'>(), name: z.string() })),
  /** Templates that were saved from it, in which version. */
  templates: z.array(z.object({ id: idSchema<'template'>(), name: z.string(), version: z.int() })),
  /** Whether the lab stands here in its tree: what it does next, it does from here. */
  current: z.boolean(),
  createdAt: moment,
  revision: z.int(),
})
export type SnapshotView = z.infer<typeof snapshotView>

const ofLab = z.strictObject({ lab: idSchema<'lab'>() })
const params = z.strictObject({ snapshot: idSchema<'snapshot'>() })

export const snapshotEndpoints = [
  endpoint('GET /v1/labs/{lab}/snapshots', {
    id: 'snapshotList',
    summary: 'Lists the snapshots of a lab, newest first.',
    permission: 'lab.view',
    params: ofLab,
    query: pageQuery,
    answer: pageOf(snapshotView),
    problems: ['not-found'],
  }),
  endpoint('POST /v1/labs/{lab}/snapshots', {
    id: 'snapshotTake',
    summary: 'Takes a snapshot of a lab, or of some of its machines, running or not.',
    description:
      'All machines are held for one instant, together, and go on. With memory, copies of it run on from that instant; without, they boot from its disks.',
    permission: 'lab.snapshot',
    audit: 'snapshot.take',
    params: ofLab,
    body: z
      .strictObject({
        name: displayName.optional(),
        description: description.default(''),
        memory: z.boolean().default(true),
        /** Only these machines. */
        vmIds: z.array(idSchema<'vm'>()).min(1).max(limits.vmsPerLab).optional(),
        /** Only the machines on this network. */
        networkId: idSchema<'network'>().optional(),
      })
      .refine(body => body.vmIds === undefined || body.networkId === undefined, {
        path: ['networkId'],
        message: 'cannot be given together with vmIds',
      }),
    status: 201,
    answer: snapshotView,
    problems: ['not-found', 'not-now', 'limit-reached'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/snapshots/{snapshot}', {
    id: 'snapshotGet',
    summary: 'Shows a snapshot.',
    permission: 'lab.view',
    params,
    answer: snapshotView,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('GET /v1/snapshots/{snapshot}/pictures/{vm}', {
    id: 'snapshotPicture',
    summary: 'Shows what a machine’s screen showed at the instant of a snapshot, as a small picture.',
    description: 'It is taken as the machine goes on, of eight machines at most. With `If-None-Match` it answers 304.',
    permission: 'console.view',
    params: params.extend({ vm: idSchema<'vm'>() }),
    problems: ['not-found'],
    sends: 'png',
  }),
  endpoint('PATCH /v1/snapshots/{snapshot}', {
    id: 'snapshotUpdate',
    summary: 'Renames or describes a snapshot.',
    permission: 'lab.snapshot',
    audit: 'snapshot.update',
    params,
    body: z.strictObject({ name: displayName.optional(), description: description.optional() }),
    answer: snapshotView,
    problems: ['not-found', 'changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/snapshots/{snapshot}', {
    id: 'snapshotDelete',
    summary:
      'Deletes a snapshot, into the trash or for good. Those taken after it, and copies made from it, stay whole.',
    permission: 'lab.snapshot',
    audit: 'snapshot.delete',
    params,
    query: deletionQuery,
    answer: deletion,
    problems: ['not-found', 'changed-meanwhile', 'in-use'],
    ifMatch: true,
  }),
  endpoint('POST /v1/snapshots/{snapshot}/copies', {
    id: 'snapshotCopy',
    summary: 'Makes labs from a snapshot, behind fences of their own, with equal addresses.',
    description:
      'Disks and memory are shared copy-on-write. With `start`, machines that ran go on from the very instant; those that did not stay stopped.',
    permission: 'lab.create',
    audit: 'snapshot.copy',
    params,
    body: z.strictObject({
      copies: copyWishes,
      start: z.boolean().default(true),
      /** Leave the memory out: what ran boots from the disks of that instant, as after a power cut. */
      cold: z.boolean().default(false),
    }),
    status: 201,
    answer: z.object({ labs: z.array(labSummary) }),
    problems: ['not-found', 'not-now', 'memory-unfit', 'limit-reached'],
    idempotency: true,
  }),
  endpoint('POST /v1/snapshots/{snapshot}/template', {
    id: 'snapshotSave',
    summary: 'Saves a snapshot as a template of the library, with its memory if it has that.',
    description: 'A lab that is made from it and started goes on from the very instant, and never boots.',
    permission: 'template.create',
    audit: 'template.create',
    params,
    body: z.strictObject({ name: displayName, description: description.default('') }),
    status: 201,
    answer: templateDetail,
    problems: ['not-found', 'not-ready', 'not-now', 'name-taken'],
    idempotency: true,
    etag: true,
  }),
  endpoint('POST /v1/labs/{lab}/revert', {
    id: 'labRevert',
    summary: 'Makes a lab what it was at one of its snapshots: machines, networks, disks, and memory if it has that.',
    description:
      'What was done in the lab since is lost, unless a snapshot was taken of it. Machines are switched off; those that ran at the snapshot run again.',
    permission: 'lab.snapshot',
    audit: 'lab.revert',
    params: ofLab,
    body: z.strictObject({ snapshotId: idSchema<'snapshot'>() }),
    status: 202,
    answer: labView,
    problems: ['not-found', 'not-now', 'not-ready'],
  }),
] as const
