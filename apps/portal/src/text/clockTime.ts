/** "12:04" today, "21 Nov, 12:04" on another day: in the reader's zone. */
export function clockTime(moment: string, now: Date): string {
  const at = new Date(moment)
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
  if (at.toDateString() === now.toDateString()) return time
  return `${at.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}, ${time}`
}
