/** Most of each in one lab or VM. Above what a person draws, below what hurts a host. */
export const limits = {
  vmsPerLab: 60,
  networksPerLab: 20,
  disksPerVm: 8,
  interfacesPerVm: 8,
  cores: 64,
  memoryMiB: 1024 * 1024,
  diskGiB: 16 * 1024,
  copiesPerCall: 50,
  tokensPerPerson: 50,
  /** A chain of layers grows with each; QEMU opens all of it. */
  snapshotsPerLab: 100,
  versionsPerTemplate: 100,
  userDataBytes: 48 * 1024,
} as const
