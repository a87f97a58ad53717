export { type AssetRow, assets } from './asset.ts'
export { type AssignmentRows, assignments } from './assignment.ts'
export { audit } from './audit.ts'
export { auditChain, auditSeals, type ChainEnd, type Waiting } from './audit-seal.ts'
export { insertContents, type LabContents } from './contents.ts'
export { type Database, openDatabase, type Tx } from './database.ts'
export { demandEverywhere } from './demand.ts'
export { type DoorRow, doors } from './door.ts'
export type { Granted } from './grant.ts'
export { type Guard, guards } from './guard.ts'
export { heartbeats } from './heartbeat.ts'
export { type HostRow, hosts } from './host.ts'
export { idempotencyKeys, type KeptAnswer } from './idempotency.ts'
export { installation } from './installation.ts'
export type { StoredAgent, StoredHostFacts, StoredSnapshot, StoredTrouble } from './json.ts'
export { checkRevision, type LabRow, labs } from './lab.ts'
export { type LayerProgress, layerProgress, worst } from './layer-state.ts'
export { library } from './library.ts'
export { type Change, type ChangeEvents, type Listening, listen } from './listen.ts'
export { type MemberRow, members } from './member.ts'
export { isMigrated, migrate } from './migrate.ts'
export { cutPage, type Page, type PageWanted, page, readCursor } from './page.ts'
export { placements } from './placement.ts'
export { type ProjectRow, projects } from './project.ts'
export { noLimits, type QuotaRow, quotas } from './quota.ts'
export { removals } from './removal.ts'
export { type HostSeen, writeReports } from './report.ts'
export { type Reverting, reverts } from './revert.ts'
export { runs } from './run.ts'
export { type SessionRow, type SignedIn, sessions } from './session.ts'
export { type Account, accountGuard, signIns } from './sign-in.ts'
export { type SnapshotRow, type SnapshotRun, snapshots } from './snapshot.ts'
export { suspensions } from './suspension.ts'
export { type TemplateRow, templates } from './template.ts'
export { type TenantRow, tenants } from './tenant.ts'
export { type TokenRow, tokens } from './token.ts'
export { type TotpRow, totps } from './totp.ts'
export { beforeCommit, together } from './transaction.ts'
export { type Disposable, type Trashed, type TrashRow, trash } from './trash.ts'
export { usage } from './usage.ts'
export { type UserRow, users } from './user.ts'
export {
  type DiskRow,
  disks,
  type InLab,
  type InterfaceRow,
  interfaces,
  type NetworkRow,
  networks,
  type VmRow,
  vms,
} from './vm.ts'
export { volumes } from './volume.ts'
export { type LabOutline, type LabWhole, labOutlines, labWholes, type VmWhole } from './whole.ts'
