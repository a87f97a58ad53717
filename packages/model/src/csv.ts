/** A text as a cell of comma-separated values (RFC 4180). What a spreadsheet would take for a formula is told to be text (OWASP, "CSV Injection"). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
