/** Seconds as hours: two decimals while they say something. */
export function hours(seconds: number): string {
  const value = seconds / 3_600
  if (value === 0) return '0'
  if (value < 0.005) return '< 0.01'
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 })
}
