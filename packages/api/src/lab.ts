import {
  description,
  displayName,
  dnsLabel,
  graceSeconds,
  idSchema,
  labSpec,
  labState,
  limits,
  vmState,
} from '@paddock/model'
import { z } from 'zod'
import { auditView } from './audit.ts'
import { endpoint, moment, pageOf, pageQuery, reason } from './endpoint.ts'
import { networkView } from './network.ts'
import { deletion, deletionQuery } from './trash.ts'
import { cold, vmView } from './vm.ts'

/** A lab in a list. */
export const labSummary = z.object({
  id: idSchema<'lab'>(),
  name: z.string(),
  description: z.string(),
  project: z.object({ id: idSchema<'project'>(), name: z.string() }),
  owner: z.object({ id: idSchema<'user'>(), name: z.string() }),
  state: labState,
  /** Since when it is in this state, from those of its machines; null where that can't be said. */
  stateSince: moment.nullable(),
  reason: reason.nullable(),
  /** Where it came from; null when it was made from scratch or its template is gone. */
  template: z.object({ id: idSchema<'template'>(), name: z.string(), version: z.int() }).nullable(),
  vms: z.array(
    z.object({ id: idSchema<'vm'>(), name: z.string(), state: vmState, cores: z.int(), memoryMiB: z.int() }),
  ),
  networkCount: z.int(),
  memoryMiB: z.int(),
  /** Where it stands in its tree of snapshots; null: it has none, or stands before the first. */
  snapshotId: idSchema<'snapshot'>().nullable(),
  createdAt: moment,
  revision: z.int(),
})
export type LabSummary = z.infer<typeof labSummary>

/** A lab with everything in it. */
export const labView = labSummary.extend({ vms: z.array(vmView), networks: z.array(networkView) })
export type LabView = z.infer<typeof labView>

/** What was done with a lab or a part of it. From where, only the audit log of the tenant tells. */
export const labDeed = auditView.omit({ address: true, changes: true })
export type LabDeed = z.infer<typeof labDeed>

const bytes = z.int().nonnegative()

/** Bytes since somewhere in the past: the difference of two looks is what moved between them. */
export const labTraffic = z.object({
  at: moment,
  /** For each interface of a machine that runs: what it received and what it sent. */
  interfaces: z.array(z.object({ interfaceId: idSchema<'interface'>(), bytesReceived: bytes, bytesSent: bytes })),
  /** What came into the lab by its way out, and what left; null while the lab is on no host. */
  wayOut: z.object({ bytesReceived: bytes, bytesSent: bytes }).nullable(),
})
export type LabTraffic = z.infer<typeof labTraffic>

/** What each of some copies is called, and whose it is: the caller's in the same project, unless told otherwise. */
export const copyWishes = z
  .array(
    z.strictObject({
      name: displayName,
      ownerId: idSchema<'user'>().optional(),
      projectId: idSchema<'project'>().optional(),
    }),
  )
  .min(1)
  .max(limits.copiesPerCall)

const params = z.strictObject({ lab: idSchema<'lab'>() })
const power = {
  permission: 'lab.operate',
  params,
  status: 202,
  answer: labView,
  problems: ['not-found', 'not-now'],
} as const

export const labEndpoints = [
  endpoint('GET /v1/labs', {
    id: 'labList',
    summary: 'Lists labs.',
    permission: 'lab.view',
    query: pageQuery.extend({ project: idSchema<'project'>().optional(), search: z.string().max(100).optional() }),
    answer: pageOf(labSummary),
  }),
  endpoint('POST /v1/labs', {
    id: 'labCreate',
    summary: 'Creates a lab from a template, from a document, or empty.',
    permission: 'lab.create',
    audit: 'lab.create',
    body: z
      .strictObject({
        projectId: idSchema<'project'>(),
        name: displayName,
        description: description.default(''),
        templateId: idSchema<'template'>().optional(),
        /** In this version; the template's default otherwise. */
        templateVersion: z.int().min(1).optional(),
        /** Only these machines of the template. */
        vms: z.array(dnsLabel).min(1).max(limits.vmsPerLab).optional(),
        spec: labSpec.optional(),
        /** Start it at once. */
        start: z.boolean().default(false),
      })
      .refine(body => body.templateId === undefined || body.spec === undefined, {
        path: ['spec'],
        message: 'cannot be given together with templateId',
      })
      .refine(body => body.vms === undefined || body.templateId !== undefined, {
        path: ['vms'],
        message: 'needs a templateId',
      })
      .refine(body => body.templateVersion === undefined || body.templateId !== undefined, {
        path: ['templateVersion'],
        message: 'needs a templateId',
      }),
    status: 201,
    answer: labView,
    problems: ['quota-exceeded', 'not-found', 'limit-reached', 'no-free-address'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/labs/{lab}', {
    id: 'labGet',
    summary: 'Shows a lab with its machines and networks.',
    permission: 'lab.view',
    params,
    answer: labView,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('GET /v1/labs/{lab}/activity', {
    id: 'labActivity',
    summary: 'Lists who did what with a lab and its machines, networks, disks and interfaces, newest first.',
    permission: 'lab.view',
    params,
    query: pageQuery,
    answer: pageOf(labDeed),
    problems: ['not-found'],
  }),
  endpoint('GET /v1/labs/{lab}/traffic', {
    id: 'labTraffic',
    summary: 'Shows how many bytes have passed each interface of a lab and its way out.',
    description:
      'Counters that grow, read from the host at the moment of asking. One that is smaller than before has begun anew.',
    permission: 'lab.view',
    params,
    answer: labTraffic,
    problems: ['not-found', 'host-unreachable'],
  }),
  endpoint('PATCH /v1/labs/{lab}', {
    id: 'labUpdate',
    summary: 'Renames or describes a lab.',
    permission: 'lab.edit',
    audit: 'lab.update',
    params,
    body: z.strictObject({ name: displayName.optional(), description: description.optional() }),
    answer: labView,
    problems: ['not-found', 'changed-meanwhile', 'not-now'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/labs/{lab}', {
    id: 'labDelete',
    summary: 'Deletes a lab with its machines, networks and disks, running or not: into the trash, or for good.',
    description:
      'In the trash it is in no other list. Its machines are shut down; it keeps its disks, which count as stored, until it is restored or its time is over.',
    permission: 'lab.delete',
    audit: 'lab.delete',
    params,
    query: deletionQuery,
    status: 202,
    answer: deletion,
    problems: ['not-found', 'changed-meanwhile'],
    ifMatch: true,
  }),
  endpoint('POST /v1/labs/{lab}/start', {
    id: 'labStart',
    summary: 'Starts every machine of a lab that does not run.',
    audit: 'lab.start',
    ...power,
    body: z.strictObject({ cold }),
    problems: ['quota-exceeded', 'memory-unfit', ...power.problems],
  }),
  endpoint('POST /v1/labs/{lab}/stop', {
    id: 'labStop',
    summary: 'Shuts every machine of a lab down: by guest agent, else by ACPI, and after a time limit by force.',
    audit: 'lab.stop',
    ...power,
    body: z.strictObject({ graceSeconds: graceSeconds.default(90) }),
  }),
  endpoint('POST /v1/labs/{lab}/suspend', {
    id: 'labSuspend',
    summary:
      'Suspends every running machine of a lab: all are held at one instant, their memory is stored, and they end.',
    description:
      'They take neither processors nor memory then, and go on from that very instant when they are resumed or started. A suspension that fails leaves them running.',
    audit: 'lab.suspend',
    ...power,
  }),
  endpoint('POST /v1/labs/{lab}/resume', {
    id: 'labResume',
    summary: 'Lets every suspended machine of a lab go on where it was.',
    audit: 'lab.resume',
    ...power,
    problems: ['quota-exceeded', 'memory-unfit', ...power.problems],
  }),
  endpoint('POST /v1/labs/{lab}/power-off', {
    id: 'labPowerOff',
    summary: 'Takes the power from every machine of a lab at once.',
    audit: 'lab.power-off',
    ...power,
  }),
  endpoint('POST /v1/labs/{lab}/reset', {
    id: 'labReset',
    summary: 'Presses the reset button of every running machine of a lab.',
    audit: 'lab.reset',
    ...power,
  }),
  endpoint('POST /v1/labs/{lab}/copies', {
    id: 'labCopy',
    summary: 'Makes copies of a lab as it is now, behind fences of their own, with equal addresses.',
    description:
      'Disks are shared copy-on-write, so a copy takes no room until it is used. A running lab goes on; its copies boot from its disks as they were at this moment, or with `memory` go on from it.',
    permission: 'lab.create',
    audit: 'lab.copy',
    params,
    body: z.strictObject({
      copies: copyWishes,
      /** Start them at once. */
      start: z.boolean().default(false),
      /** Take its memory too: running machines go on in the copies from this very instant. A snapshot is taken for that, and stays. */
      memory: z.boolean().default(false),
    }),
    status: 201,
    answer: z.object({ labs: z.array(labSummary) }),
    problems: ['quota-exceeded', 'not-found', 'not-now', 'limit-reached'],
    idempotency: true,
  }),
  endpoint('POST /v1/labs/{lab}/add', {
    id: 'labAdd',
    summary: 'Adds machines of a template to a lab, also to a running one, whose machines go on.',
    description:
      'Networks of the same name become one; others are added. A machine whose name is taken gets a number behind it, an address that is taken makes way for a free one.',
    permission: 'lab.edit',
    audit: 'lab.add',
    params,
    body: z.strictObject({
      templateId: idSchema<'template'>(),
      /** In this version; the template's default otherwise. */
      templateVersion: z.int().min(1).optional(),
      vms: z.array(dnsLabel).min(1).max(limits.vmsPerLab).optional(),
      start: z.boolean().default(false),
    }),
    status: 201,
    answer: labView,
    problems: ['quota-exceeded', 'not-found', 'limit-reached', 'no-free-address', 'address-taken', 'not-now'],
    idempotency: true,
  }),
] as const
