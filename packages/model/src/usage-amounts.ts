import { csvCell } from './csv.ts'
import type { UsageSums } from './usage.ts'

/** What was used, in the units that people read. */
export interface UsageAmounts {
  readonly machineSeconds: number
  readonly vcpuSeconds: number
  readonly memoryGiBHours: number
  readonly storageGiBHours: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly sessionSeconds: number
}

const hourMs = 3_600_000

/** Exact sums as amounts. */
export const usageAmounts = (sums: UsageSums): UsageAmounts => ({
  machineSeconds: Number(sums.machineMs) / 1000,
  vcpuSeconds: Number(sums.vcpuMs) / 1000,
  memoryGiBHours: Number(sums.memoryMiBMs) / 1024 / hourMs,
  storageGiBHours: Number(sums.storageByteMs) / 1024 ** 3 / hourMs,
  bytesIn: Number(sums.bytesIn),
  bytesOut: Number(sums.bytesOut),
  sessionSeconds: Number(sums.sessionMs) / 1000,
})

const columns = [
  'machineSeconds',
  'vcpuSeconds',
  'memoryGiBHours',
  'storageGiBHours',
  'bytesIn',
  'bytesOut',
  'sessionSeconds',
] as const satisfies (keyof UsageAmounts)[]

/** Use as a table of comma-separated values (RFC 4180), a line for each row under one of titles. */
export function usageCsv(rows: readonly ({ readonly key: string; readonly name: string } & UsageAmounts)[]): string {
  const lines = rows.map(row => [csvCell(row.key), csvCell(row.name), ...columns.map(column => String(row[column]))])
  return [['key', 'name', ...columns], ...lines].map(line => `${line.join(',')}\r\n`).join('')
}
