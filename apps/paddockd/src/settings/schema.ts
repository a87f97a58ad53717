import { isAbsolute } from 'node:path'
import { z } from 'zod'

/**
 * Longest path of the data folder: a Unix socket's whole path has to fit into 107 bytes, and the longest name that Paddock puts below
 * the folder needs the rest. Source: sockaddr_un, unix(7).
 */
export const dataFolderMaxBytes = 40

/** The address that the controller listens at. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:8080`, `[::1]:8080` or `0.0.0.0:0`; 0 lets the machine choose a port. */
const listen = z.string().transform((text, context): ListenAddress => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9A-Za-z.-]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host !== undefined && (port === 0 || (port >= 1024 && port <= 65_535))) return { host, port }
  context.addIssue({
    code: 'custom',
    message:
      host !== undefined && port < 1024
        ? `expected a port of 1024 or more (the controller is not root and can't take a smaller one), got ${port}`
        : `expected ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080, got “${text}”`,
  })
  return z.NEVER
})

const url = (protocols: readonly string[], example: string) =>
  z.string().refine(
    text => {
      // A database behind a Unix socket has no host between @ and /: postgresql://paddock@/paddock?host=/run/postgresql.
      const whole = text.replace('@/', '@socket/')
      return URL.canParse(whole) && protocols.includes(new URL(whole).protocol)
    },
    // The value is not repeated: it may hold a password.
    { error: `expected an address such as ${example}` },
  )

const wholeNumber = (least: number, most: number) => {
  const error = `expected a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

const path = z.string().refine(text => isAbsolute(text) && text !== '/', {
  error: issue => `expected a path that begins with /, got “${issue.input}”`,
})

const networkExpected = 'expected an IPv4 network such as 10.0.0.0/16'

/** What may stand in the configuration file, and what each setting has to look like wherever it comes from. */
export const fileSettings = z.strictObject({
  listen: listen.optional(),
  databaseUrl: url(['postgres:', 'postgresql:'], 'postgresql://paddock@db.example.org/paddock').optional(),
  publicUrl: url(['http:', 'https:'], 'https://paddock.example.org').optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error'], { error: 'expected debug, info, warn or error' }).optional(),
  trustedProxies: z
    .array(
      z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
        error: 'expected an address such as 10.0.0.1 or 10.0.0.0/24',
      }),
    )
    .optional(),
  sessionHours: wholeNumber(1, 8_760).optional(),
  requestsPerMinute: wholeNumber(1, 1_000_000).optional(),
  signInsPerMinute: wholeNumber(1, 1_000_000).optional(),
  smtpUrl: url(['smtp:', 'smtps:'], 'smtps://user:password@mail.example.org').optional(),
  privateProviders: z.boolean({ error: 'expected true or false' }).optional(),
  mailFrom: z
    .string()
    .regex(/^[^<>"\r\n]*<?[^<>\s@]+@[^<>\s@]+>?$/, { error: 'expected a sender such as Paddock <paddock@example.org>' })
    .optional(),
  simulatedHosts: wholeNumber(1, 10_000).optional(),
  cache: path.optional(),
  auditAnchor: path.optional(),
  layerGraceSeconds: wholeNumber(0, 31_536_000).optional(),
  trashDays: wholeNumber(0, 3_650).optional(),
  egressCidr: z
    .cidrv4({ error: networkExpected })
    .refine(cidr => Number(cidr.split('/')[1]) <= 24, {
      error: 'expected a network of /24 or larger: each lab takes two of its addresses',
    })
    .optional(),
  deniedNetworks: z.array(z.cidrv4({ error: networkExpected })).optional(),
  resolvers: z
    .array(z.ipv4({ error: 'expected an IPv4 address such as 10.0.0.53' }))
    .min(1)
    .optional(),
})

export const dataFolder = z
  .string()
  .refine(path => isAbsolute(path), { error: issue => `expected a path that begins with /, got “${issue.input}”` })
  .refine(path => Buffer.byteLength(path) <= dataFolderMaxBytes, {
    error: `expected a path of at most ${dataFolderMaxBytes} bytes: the names of sockets below it could not be longer`,
  })
  .refine(path => path !== '/', { error: 'expected a folder of Paddock’s own, got /' })

/** Every setting, filled in. */
export interface Settings {
  readonly data: string
  readonly listen: ListenAddress
  /** An operator's own PostgreSQL; null for the embedded one. */
  readonly databaseUrl: string | null
  /** The address that people see, where it isn't the one listened at. */
  readonly publicUrl: string | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  /** Proxies whose word on where a request came from is believed. */
  readonly trustedProxies: readonly string[]
  /** Null: as the controller has it, like the two limits below. */
  readonly sessionHours: number | null
  readonly requestsPerMinute: number | null
  readonly signInsPerMinute: number | null
  /** The mail server that letters are handed to; null: they wait to be looked at. */
  readonly smtpUrl: string | null
  /** Whether tenants may name identity providers in the operator's own networks. */
  readonly privateProviders: boolean
  /** Whom letters are from. Null: as the controller has it. */
  readonly mailFrom: string | null
  /** How many hosts `paddockd sim` simulates. */
  readonly simulatedHosts: number
  /** Where a host keeps packages and the images made of them; installations on one machine may share it. */
  readonly cache: string
  /** The file that the audit log's seals are written to, outside the database. Null: in the data folder. */
  readonly auditAnchor: string | null
  /** How long a disk image that nothing stands on is kept. Null: as the controller has it. */
  readonly layerGraceSeconds: number | null
  /** How long what was deleted can be restored, in days. Null: as the controller has it. */
  readonly trashDays: number | null
  /** Where the labs' ways out have their addresses. Null: as the driver has it, by the installation's tag. */
  readonly egressCidr: string | null
  /** The operator's own networks that no lab may reach. */
  readonly deniedNetworks: readonly string[]
  /** Whom the labs' DNS asks about the world. Null: whom the host asks. */
  readonly resolvers: readonly string[] | null
}
