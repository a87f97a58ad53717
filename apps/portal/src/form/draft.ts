/** What a thing was when somebody began to type over it, and what they typed. */
export interface Begun<Values extends object> {
  readonly values: Values
  readonly revision: number
  readonly typed: Partial<Values>
}

/** What of the typed is not there already. */
export function changesOf<Values extends object>(typed: Partial<Values>, there: Values): Partial<Values> {
  const differs = (key: string) => !Object.is(typed[key as keyof Values], there[key as keyof Values])
  return Object.fromEntries(Object.entries(typed).filter(([key]) => differs(key))) as Partial<Values>
}

/** The fields of the thing that are not what they were when the typing began. */
export const movedOf = <Values extends object>({ values }: Begun<Values>, there: Values): (keyof Values)[] =>
  (Object.keys(there) as (keyof Values)[]).filter(key => !Object.is(values[key], there[key]))
