/** What one field was before a change, and what it became; null: nothing. */
export interface AuditChange {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** A change in words: `cores: 1 → 2`. */
export const changeWords = ({ field, before, after }: AuditChange): string =>
  `${field}: ${before || '–'} → ${after || '–'}`
