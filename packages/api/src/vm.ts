import {
  cores,
  description,
  diskSizeBytes,
  dnsLabel,
  firmware,
  graceSeconds,
  guestProfile,
  idSchema,
  memoryMiB,
  startStage,
  userData,
  vmState,
} from '@paddock/model'
import { z } from 'zod'
import { diskView } from './disk.ts'
import { endpoint, moment, reason } from './endpoint.ts'
import { interfaceView } from './interface.ts'

export const vmView = z.object({
  id: idSchema<'vm'>(),
  labId: idSchema<'lab'>(),
  name: z.string(),
  description: z.string(),
  state: vmState,
  /** Since when it is in this state; null where nobody noted it. A machine that never ran is stopped since it was made. */
  stateSince: moment.nullable(),
  /** Why it failed, what is wrong though it runs, or why its memory does not go on (`memory-unfit`): then it is started cold. */
  reason: reason.nullable(),
  /** What a start or stop is at: "Preparing disks". */
  step: z.string(),
  cores: z.int(),
  memoryMiB: z.int(),
  firmware,
  profile: guestProfile,
  startStage: z.int(),
  disks: z.array(diskView),
  interfaces: z.array(interfaceView),
  cd: z.object({ assetId: idSchema<'asset'>(), name: z.string() }).nullable(),
  /** Where its newest run was placed, and why there. */
  placement: z.object({ hostId: idSchema<'host'>(), hostName: z.string(), why: z.string() }).nullable(),
  /** Since when its processors run, if they do. */
  startedAt: moment.nullable(),
  /** What the guest agent tells. */
  agent: z.object({ connected: z.boolean(), addresses: z.array(z.object({ mac: z.string(), address: z.string() })) }),
  createdAt: moment,
  revision: z.int(),
})
export type VmView = z.infer<typeof vmView>

/** With the user data, which may hold secrets of the guest and so is not in lists, and null for whoever may not edit the lab. */
export const vmDetail = vmView.extend({ userData: z.string().nullable() })
export type VmDetail = z.infer<typeof vmDetail>

export const execAnswer = z.object({
  exitCode: z.int(),
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean(),
})
export type ExecAnswer = z.infer<typeof execAnswer>

const params = z.strictObject({ vm: idSchema<'vm'>() })

/** Boots machines that have stored memory from their disks, as after a power cut. The memory is given up. */
export const cold = z.boolean().default(false)

const power = {
  permission: 'lab.operate',
  params,
  status: 202,
  answer: vmView,
  problems: ['not-found', 'not-now'],
} as const

export const vmEndpoints = [
  endpoint('POST /v1/labs/{lab}/vms', {
    id: 'vmCreate',
    summary: 'Adds a machine to a lab, also to a running one, which goes on.',
    permission: 'lab.edit',
    audit: 'vm.create',
    params: z.strictObject({ lab: idSchema<'lab'>() }),
    body: z.strictObject({
      name: dnsLabel,
      description: description.default(''),
      cores: cores.default(1),
      memoryMiB: memoryMiB.default(512),
      firmware: firmware.default('bios'),
      profile: guestProfile.default('linux'),
      startStage: startStage.default(0),
      userData: userData.default(''),
      disks: z
        .array(z.strictObject({ name: dnsLabel, sizeBytes: diskSizeBytes }))
        .max(8)
        .default([]),
      networkIds: z.array(idSchema<'network'>()).max(8).default([]),
      cdAssetId: idSchema<'asset'>().nullable().default(null),
    }),
    status: 201,
    answer: vmDetail,
    problems: ['quota-exceeded', 'not-found', 'name-taken', 'no-free-address', 'limit-reached', 'not-now'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/vms/{vm}', {
    id: 'vmGet',
    summary: 'Shows a machine.',
    permission: 'lab.view',
    params,
    answer: vmDetail,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('PATCH /v1/vms/{vm}', {
    id: 'vmUpdate',
    summary: 'Changes a machine.',
    description:
      'Name, description and start stage at any time; cores, memory, firmware, profile and user data while it is stopped.',
    permission: 'lab.edit',
    audit: 'vm.update',
    params,
    body: z.strictObject({
      name: dnsLabel.optional(),
      description: description.optional(),
      cores: cores.optional(),
      memoryMiB: memoryMiB.optional(),
      firmware: firmware.optional(),
      profile: guestProfile.optional(),
      startStage: startStage.optional(),
      userData: userData.optional(),
    }),
    answer: vmDetail,
    problems: ['not-found', 'name-taken', 'changed-meanwhile', 'not-now'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/vms/{vm}', {
    id: 'vmDelete',
    summary: 'Removes a machine with its disks, running or not.',
    permission: 'lab.edit',
    audit: 'vm.delete',
    params,
    status: 202,
    answer: vmView,
    problems: ['not-found', 'changed-meanwhile', 'not-now'],
    ifMatch: true,
  }),
  endpoint('POST /v1/vms/{vm}/start', {
    id: 'vmStart',
    summary: 'Starts a machine.',
    audit: 'vm.start',
    ...power,
    body: z.strictObject({ cold }),
    problems: ['quota-exceeded', 'memory-unfit', ...power.problems],
  }),
  endpoint('POST /v1/vms/{vm}/stop', {
    id: 'vmStop',
    summary: 'Shuts a machine down: by its guest agent, else by ACPI, and after a time limit by force.',
    audit: 'vm.stop',
    ...power,
    body: z.strictObject({ graceSeconds: graceSeconds.default(90) }),
  }),
  endpoint('POST /v1/vms/{vm}/suspend', {
    id: 'vmSuspend',
    summary: 'Suspends a machine: its memory is stored, and it ends; resumed, it goes on from that very instant.',
    audit: 'vm.suspend',
    ...power,
  }),
  endpoint('POST /v1/vms/{vm}/resume', {
    id: 'vmResume',
    summary: 'Lets a suspended machine go on where it was.',
    audit: 'vm.resume',
    ...power,
    problems: ['quota-exceeded', 'memory-unfit', ...power.problems],
  }),
  endpoint('POST /v1/vms/{vm}/power-off', {
    id: 'vmPowerOff',
    summary: 'Takes the power from a machine at once.',
    audit: 'vm.power-off',
    ...power,
  }),
  endpoint('POST /v1/vms/{vm}/reset', {
    id: 'vmReset',
    summary: 'Presses a running machine’s reset button.',
    audit: 'vm.reset',
    ...power,
  }),
  endpoint('PUT /v1/vms/{vm}/cd', {
    id: 'vmInsert',
    summary: 'Puts an ISO of the library into a machine’s CD drive, or empties it.',
    permission: 'lab.edit',
    audit: 'vm.insert',
    params,
    body: z.strictObject({ assetId: idSchema<'asset'>().nullable() }),
    answer: vmView,
    problems: ['not-found', 'not-now'],
  }),
  endpoint('POST /v1/vms/{vm}/exec', {
    id: 'vmExec',
    summary: 'Runs a program in the guest through its agent, and waits for it.',
    permission: 'guest.exec',
    audit: 'vm.exec',
    params,
    body: z.strictObject({
      /** Program and arguments; no shell reads them unless you name one. */
      command: z.array(z.string().min(1).max(32_768)).min(1).max(256),
      input: z
        .string()
        .max(1024 * 1024)
        .default(''),
      timeoutSeconds: z.int().min(1).max(600).default(30),
    }),
    answer: execAnswer,
    problems: ['not-found', 'not-now', 'no-agent', 'guest-command-timeout', 'host-unreachable'],
  }),
] as const
