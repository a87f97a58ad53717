/** The firmwares and profiles of a machine, as a choice. */
export const firmwares = [
  { value: 'bios', label: 'BIOS' },
  { value: 'uefi', label: 'UEFI' },
]
export const profiles = [
  { value: 'linux', label: 'Linux' },
  { value: 'windows', label: 'Windows' },
  { value: 'generic', label: 'Generic: old and plain devices' },
]
