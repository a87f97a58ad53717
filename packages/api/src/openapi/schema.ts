import {
  diskSpec,
  firmware,
  guestProfile,
  interfaceSpec,
  labSpec,
  labState,
  networkSpec,
  permission,
  problemCode,
  role,
  runPower,
  templateDocument,
  vmSpec,
  vmState,
} from '@paddock/model'
import { z } from 'zod'
import { assetView } from '../asset.ts'
import { auditView } from '../audit.ts'
import { diskView } from '../disk.ts'
import { reason } from '../endpoint.ts'
import { labEvent, liveEvent } from '../event.ts'
import { hostRun, hostView } from '../host.ts'
import { interfaceView } from '../interface.ts'
import { labSummary, labView } from '../lab.ts'
import { networkView } from '../network.ts'
import { problemDetails } from '../problem.ts'
import { memberView, projectView } from '../project.ts'
import { me } from '../session.ts'
import { templateDetail, templateState, templateVersionView, templateView } from '../template.ts'
import { tenantView } from '../tenant.ts'
import { deletion, trashView } from '../trash.ts'
import { userView } from '../user.ts'
import { execAnswer, vmDetail, vmView } from '../vm.ts'

export type Json = { [key: string]: unknown }

/** What looks the same whichever way it goes. */
const words = {
  LabState: labState,
  VmState: vmState,
  TemplateState: templateState,
  RunPower: runPower,
  Firmware: firmware,
  GuestProfile: guestProfile,
  Role: role,
  Permission: permission,
  ProblemCode: problemCode,
}

/** What is asked with: everything that has a default may be left out. */
const inputs = {
  DiskSpecInput: diskSpec,
  InterfaceSpecInput: interfaceSpec,
  VmSpecInput: vmSpec,
  NetworkSpecInput: networkSpec,
  LabSpecInput: labSpec,
  TemplateDocumentInput: templateDocument,
}

/** What is answered. */
const outputs = {
  Asset: assetView,
  AuditRecord: auditView,
  Deletion: deletion,
  Disk: diskView,
  DiskSpec: diskSpec,
  ExecAnswer: execAnswer,
  Host: hostView,
  HostRun: hostRun,
  Interface: interfaceView,
  InterfaceSpec: interfaceSpec,
  Lab: labView,
  LabEvent: labEvent,
  LabSpec: labSpec,
  LabSummary: labSummary,
  LiveEvent: liveEvent,
  Me: me,
  Member: memberView,
  Network: networkView,
  NetworkSpec: networkSpec,
  Problem: problemDetails,
  Project: projectView,
  Reason: reason,
  Template: templateView,
  TemplateVersion: templateVersionView,
  TemplateDetail: templateDetail,
  TemplateDocument: templateDocument,
  Tenant: tenantView,
  Trash: trashView,
  User: userView,
  Vm: vmView,
  VmDetail: vmDetail,
  VmSpec: vmSpec,
}

const named = { input: registry({ ...words, ...inputs }), output: registry({ ...words, ...outputs }) }

function registry(schemas: Readonly<Record<string, z.ZodType>>) {
  const names = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(schemas)) names.add(schema, { id })
  return names
}

/** A schema as OpenAPI 3.1 has it (JSON Schema 2020-12); a shared one as a reference to the component of its name. */
export function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const id = named[io].get(schema)?.id
  return id === undefined ? convert(schema, io) : { $ref: `#/components/schemas/${id}` }
}

/** Every shared schema under its name. */
export function schemaComponents(): Json {
  const all = [
    ...Object.entries({ ...words, ...outputs }).map(([id, schema]) => [id, convert(schema, 'output')] as const),
    ...Object.entries(inputs).map(([id, schema]) => [id, convert(schema, 'input')] as const),
  ]
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function convert(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const whole = z.toJSONSchema(schema, {
    io,
    metadata: named[io],
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema as Json, io),
  }) as Json & { $defs?: Record<string, Json> }
  // Zod puts a schema with a name among the definitions, itself too, and leaves a reference to it.
  const own = whole.$defs?.[named[io].get(schema)?.id ?? ''] ?? whole
  const { $schema: _, $defs: _others, id: _id, ...json } = own
  return pointToComponents(json) as Json
}

/** Takes out what says nothing, and says what Zod can't. */
function tidy(schema: z.core.$ZodTypes, json: Json, io: 'input' | 'output'): void {
  // An id is turned to lower case on its way in, and Zod can't look behind a transformation.
  if (schema._zod.def.type === 'pipe' && io === 'output')
    Object.assign(json, z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), { $schema: undefined })
  // The pattern of a format only repeats it, at length.
  if (json.format === 'uuid' || json.format === 'date-time') delete json.pattern
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum
  // Answers may grow: who reads them looks away from what it does not know.
  if (io === 'output' && json.additionalProperties === false) delete json.additionalProperties
}

function pointToComponents(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(pointToComponents)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        key === '$ref' ? String(value).replace('#/$defs/', '#/components/schemas/') : pointToComponents(value),
      ]),
  )
}
