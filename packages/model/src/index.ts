export { ipv4, ipv4Cidr, macAddress, macFrom } from './address.ts'
export {
  type AuditFault,
  type AuditRecord,
  type AuditSeal,
  auditFaultWords,
  endFault,
  recordDigest,
  type SealedRecord,
  sealDigest,
  sealFault,
} from './audit-chain.ts'
export { type AuditChange, changeWords } from './audit-change.ts'
export {
  type Caller,
  type CallerLimits,
  callerCovers,
  callerMay,
  callerMayIn,
  callerMaySomewhere,
  projectsWhere,
} from './caller.ts'
export {
  cidrRange,
  cidrsOverlap,
  defaultGateway,
  freeAddress,
  ipv4ToNumber,
  isHostAddress,
  numberToIpv4,
} from './cidr.ts'
export { csvCell } from './csv.ts'
export { type GuardKind, guardRules, shutMinutes } from './guard.ts'
export {
  type AssetId,
  type AuditId,
  type DiskId,
  type HostId,
  type Id,
  type InterfaceId,
  type InvitationId,
  idSchema,
  idsFrom,
  type LabId,
  type LayerId,
  layerOfVolume,
  type MailId,
  type NetworkId,
  type NewId,
  type ProjectId,
  type RunId,
  type SessionId,
  type SnapshotId,
  type TemplateId,
  type TenantId,
  type TokenId,
  type TrashId,
  type UserId,
  type ViewerId,
  type VmId,
  type VolumeId,
  type WayId,
} from './id.ts'
export { type KeyName, keyName, type Stroke } from './keyboard/key.ts'
export { type KeyboardLayout, keyboardLayout, strokesFor } from './keyboard/layout.ts'
export { type LabIntent, type LabState, labCan, labIntent, labState, labStateOf } from './lab.ts'
export { limits } from './limits.ts'
export { type MemoryMakings, memoryMisfit } from './memory-fit.ts'
export { passwordTrouble } from './password.ts'
export { type Fault, type FieldProblem, Problem, type ProblemCode, problemCode, problems } from './problem.ts'
export { bytesWords, memoryWords } from './quantity.ts'
export {
  limitsAbove,
  type QuotaKind,
  type QuotaLimits,
  type QuotaResource,
  type QuotaShortage,
  type QuotaUse,
  quotaAmount,
  quotaExceeded,
  quotaFill,
  quotaKind,
  quotaResources,
  quotaWords,
} from './quota.ts'
export { everyoneMay, operatorMay, type Permission, permission, type Role, role, roleMay } from './role.ts'
export { type EndReason, endedWell, endReason, type RunPower, runPower } from './run.ts'
export {
  cores,
  type DiskSpec,
  diskSizeBytes,
  diskSpec,
  type Firmware,
  firmware,
  type GuestProfile,
  graceSeconds,
  guestProfile,
  type InterfaceSpec,
  interfaceSpec,
  type LabSpec,
  type LabSpecInput,
  labSpec,
  memoryMiB,
  type NetworkSpec,
  networkSpec,
  startStage,
  type TemplateDocument,
  templateDocument,
  userData,
  type VmSpec,
  vmSpec,
} from './spec.ts'
export { description, displayName, dnsLabel, domainName, emailAddress, slug } from './text.ts'
export {
  addUsage,
  nothingUsed,
  type UsageBy,
  type UsageEvent,
  type UsageLevel,
  type UsagePeriod,
  type UsageQuestion,
  type UsageRow,
  type UsageSubject,
  type UsageSums,
  usageBy,
  usageIn,
} from './usage.ts'
export { type UsageAmounts, usageAmounts, usageCsv } from './usage-amounts.ts'
export {
  type Decision,
  decideVmStart,
  decideVmStop,
  decideVmSuspend,
  hostSilentAfterSeconds,
  type VmFacts,
  type VmIntent,
  type VmState,
  vmCan,
  vmIntent,
  vmState,
  vmStateOf,
} from './vm.ts'
