import { type Algorithm, hash, verify } from '@node-rs/argon2'

// 19 MiB, 2 passes, 1 lane. Source: OWASP Password Storage Cheat Sheet, "Argon2id".
const strength = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, strength)

// Of a password that nobody has: whoever names no account keeps Paddock as busy as whoever names one.
const nobodys = hashPassword(crypto.randomUUID())

/** Whether the password is the one of the hash. Takes as long when there is no hash. */
export async function passwordIs(password: string, passwordHash: string | undefined): Promise<boolean> {
  const right = await verify(passwordHash ?? (await nobodys), password)
  return right && passwordHash !== undefined
}
