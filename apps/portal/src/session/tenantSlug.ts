const key = 'paddock.tenant'

/** The tenant that this browser signed in to last, so that nobody types it twice. Empty for operators. */
export const lastTenant = (): string => localStorage.getItem(key) ?? ''

export const rememberTenant = (slug: string): void => localStorage.setItem(key, slug)
