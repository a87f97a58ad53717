import { z } from 'zod'

// PostgreSQL's text takes no NUL, terminals obey the other control characters, and the bidirectional
// overrides make a name read as another (Unicode TR 36): none of them belongs into a name.
const unprintable = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unstorable = /[\u0000\p{Cs}]/u

/** A name that people give and read: 1 to 100 characters, none of them invisible. */
export const displayName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .refine(text => !unprintable.test(text), 'must not contain control characters')

/** Free text that is stored and echoed as it is: up to 4,000 characters, line breaks welcome. */
export const description = z
  .string()
  .max(4_000, 'must be at most 4,000 characters')
  .refine(text => !unstorable.test(text), 'must not contain NUL or lone surrogates')

/** A name that also is a DNS label, so that it can be a host name in the lab (RFC 1123, section 2.1). */
export const dnsLabel = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit',
  )

/** A DNS domain of a lab's network, such as `corp.test`. */
export const domainName = z
  .string()
  .max(253, 'must be at most 253 characters')
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'must be DNS labels of a-z, 0-9 and "-", joined by dots',
  )

/** What names a tenant at its door and in addresses. */
export const slug = dnsLabel

export const emailAddress = z
  .email('must be an e-mail address')
  .max(254, 'must be at most 254 characters')
  .transform(text => text.toLowerCase())
