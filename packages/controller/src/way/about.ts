/** What the secret of a way is sealed about. */
export const aboutWay = (id: string): string => `way ${id}`
