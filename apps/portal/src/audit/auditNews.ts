/** How many records were told of since the list was read. Apart from what the page needs, as everybody loads it. */
export const auditNewsKey = ['audit-news'] as const
