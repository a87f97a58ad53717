/** What a machine's memory was saved with, or what machines are made of on a host: memory goes on only where all of it is the same. */
export interface MemoryMakings {
  readonly accelerator: string
  /** QEMU's name of the board. */
  readonly machineType: string
  readonly cpuModel: string
  readonly qemuVersion: string
}

const words = {
  accelerator: 'accelerator',
  machineType: 'board',
  cpuModel: 'processor',
  qemuVersion: 'QEMU',
} as const satisfies Record<keyof MemoryMakings, string>

/** Why memory does not go on where machines are made of something else, as the end of "It was saved with …"; null: it does. */
export function memoryMisfit(saved: MemoryMakings, here: MemoryMakings, where: string): string | null {
  const parts = Object.keys(words) as (keyof MemoryMakings)[]
  const differs = parts.filter(part => saved[part] !== here[part])
  if (differs.length === 0) return null
  const of = (makings: MemoryMakings) => differs.map(part => `${words[part]} ${makings[part] || '(none)'}`).join(', ')
  return `${of(saved)}, and ${where} has ${of(here)}`
}
