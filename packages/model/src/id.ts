import { z } from 'zod'

declare const kind: unique symbol

/** A UUID that remembers what it names, so a `VmId` never passes where a `LabId` is wanted. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind }

export type TenantId = Id<'tenant'>
export type UserId = Id<'user'>
export type SessionId = Id<'session'>
export type TokenId = Id<'token'>
export type ProjectId = Id<'project'>
export type TemplateId = Id<'template'>
export type AssetId = Id<'asset'>
export type LayerId = Id<'layer'>
export type LabId = Id<'lab'>
export type VmId = Id<'vm'>
export type RunId = Id<'run'>
export type SnapshotId = Id<'snapshot'>
/** Something in the trash, for as long as it is there: not the id that it has outside. */
export type TrashId = Id<'trash'>
export type DiskId = Id<'disk'>
/** A volume becomes a layer when it is sealed, and keeps its id then: see `layerOfVolume`. */
export type VolumeId = Id<'volume'>
export type NetworkId = Id<'network'>
export type InterfaceId = Id<'interface'>
export type HostId = Id<'host'>
export type InvitationId = Id<'invitation'>
export type MailId = Id<'mail'>
export type WayId = Id<'way'>
export type AuditId = Id<'audit'>
/** One open console: a person at two of them is two viewers. */
export type ViewerId = Id<'viewer'>

/** The layer that a volume becomes once a newer top was put on it: the same file under the same id. */
export const layerOfVolume = (volume: VolumeId): LayerId => volume as string as LayerId

/** A schema for one kind of id. Ids are UUIDs in lower case. */
export const idSchema = <Kind extends string>() =>
  z
    .uuid()
    .transform(text => text.toLowerCase() as Id<Kind>)
    .pipe(z.custom<Id<Kind>>(() => true))

/** Where ids come from. Handed in, so that a test can foretell them. */
export type NewId = <Kind extends string>() => Id<Kind>

/**
 * Makes ids that sort by the moment they were made: UUID version 7 (RFC 9562, section 5.7).
 *
 * Sorting by id is sorting by age, which is what cursors page by. Within a millisecond a counter keeps the order (section
 * 6.2, method 1), so that the machines of a lab stay in the order in which they were written.
 */
export function idsFrom(clock: () => Date, random: (bytes: Uint8Array) => void): NewId {
  let lastMs = 0
  let counter = 0
  return <Kind extends string>() => {
    const nowMs = clock().getTime()
    counter = nowMs > lastMs ? 0 : counter + 1
    // A clock that stands still or goes back, or a full counter, borrows from the next millisecond.
    lastMs = counter > 0xfff ? lastMs + 1 : Math.max(nowMs, lastMs)
    counter &= 0xfff
    const bytes = new Uint8Array(16)
    random(bytes)
    const view = new DataView(bytes.buffer)
    view.setUint32(0, Math.floor(lastMs / 2 ** 16))
    view.setUint16(4, lastMs % 2 ** 16)
    view.setUint16(6, 0x7000 | counter)
    view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f))
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Kind>
  }
}
