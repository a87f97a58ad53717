import { Problem, type ProblemCode, type QuotaShortage, quotaExceeded } from '@paddock/model'

/** What it means to a caller when two requests wanted the same at once: by the constraint that noticed. */
const taken: Record<string, readonly [ProblemCode, string]> = {
  tenants_slug_key: ['name-taken', 'A tenant with this short name exists. Choose another.'],
  users_tenant_id_email_key: ['name-taken', 'A person with this e-mail address exists in the tenant.'],
  ways_tenant_id_name_key: ['name-taken', 'A way with this name exists. Choose another.'],
  projects_tenant_id_name_key: ['name-taken', 'A project with this name exists. Choose another.'],
  templates_tenant_id_name_key: ['name-taken', 'A template with this name exists. Choose another.'],
  networks_lab_id_name_key: ['name-taken', 'The lab has a network with this name. Choose another.'],
  vms_name: ['name-taken', 'The lab has a machine with this name. Choose another.'],
  disks_vm_id_name_key: ['name-taken', 'The machine has a disk with this name. Choose another.'],
  disks_vm_id_position_key: ['not-now', 'Another disk was added at the same moment. Try again.'],
  interfaces_network_id_mac_key: ['address-taken', 'Another interface on this network has this MAC address.'],
  interfaces_network_id_address_key: ['address-taken', 'Another interface on this network has this address.'],
  interfaces_vm_id_position_key: ['not-now', 'Another interface was added at the same moment. Try again.'],
}

const notAvailable = (cause: unknown) =>
  new Problem('not-available', 'Paddock’s database does not answer right now. Try again in a moment.', { cause })

/**
 * What PostgreSQL's error, or the lack of PostgreSQL, means to a caller. Null: nothing that one can be told.
 *
 * Source of the codes: PostgreSQL documentation, appendix "PostgreSQL Error Codes".
 */
export function databaseProblem(error: Error): Problem | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : ''
  if (code === '23505') {
    const [problem, message] = taken[constraint] ?? []
    return problem && message ? new Problem(problem, message, { cause: error }) : null
  }
  // Raised by settle_quotas of the migrations, which tells the shortage as JSON.
  if (code === 'PQ001' && 'detail' in error && typeof error.detail === 'string')
    return quotaExceeded(JSON.parse(error.detail) as QuotaShortage)
  if (code === '23503')
    return new Problem('in-use', 'Something else uses it, or what it names just went away.', { cause: error })
  // Two transactions in each other's way: the same request goes through a moment later.
  if (code === '40001' || code === '40P01' || code === '55P03') return notAvailable(error)
  // Class 08: connection; 53: resources; 57P0x: shutting down, starting up.
  if (/^(08|53|57P0)/.test(code)) return notAvailable(error)
  if (/^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code)) return notAvailable(error)
  // node-postgres words these without a code.
  if (
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after)/.test(
      error.message,
    )
  )
    return notAvailable(error)
  return null
}
