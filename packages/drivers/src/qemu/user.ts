/** How many runs an installation can have on one computer at once. */
export const slotsPerInstallation = 4096

/**
 * The first of the users that QEMU processes run as: 65536 installations of 4096 each end where user numbers get a sign.
 *
 * Nobody else uses this range. Source: systemd's "Users, Groups, UIDs and GIDs", 1879048192…2147483647 "unused".
 */
const firstUid = 1_879_048_192

/** The user of one of an installation's runs. Installations differ by their tag, so that their processes never share a user. */
export function uidOf(tag: string, slot: number): number {
  return firstUid + Number.parseInt(tag, 16) * slotsPerInstallation + slot
}

/** Name of a NIC's tap before it is taken into its fence: at most 12 bytes. */
export function tapName(tag: string, slot: number, nic: number): string {
  return `pd${tag}t${slot.toString(36)}n${nic}`
}
