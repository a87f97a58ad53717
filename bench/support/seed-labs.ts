import { asSuperuser } from './server.ts'

/** UUIDs of version 7 with a kind and a number in them. */
const id = (kind: number, number: string): string =>
  `('01900000-000${kind}-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

/**
 * Writes labs of machines that are to run into the database, placed on hosts in turn, each with a disk of the library's first template, on one network.
 *
 * Through SQL, because the way through the API is measured elsewhere; without triggers, because nobody is told: Paddock is started again afterwards.
 */
export async function seedLabs(
  data: string,
  { hosts, labs, vmsPerLab }: { hosts: number; labs: number; vmsPerLab: number },
): Promise<void> {
  const vms = labs * vmsPerLab
  const ofVm = `from generate_series(0, ${vms - 1}) n cross join lateral (select n / ${vmsPerLab} as lab, n % ${vmsPerLab} as nth) place cross join chosen`
  const chosen = `create temp table chosen as select tenants.id as tenant, projects.id as project, users.id as owner,
    (select id from layers where recipe like 'tiny-linux%' and kind = 'disk' limit 1) as layer
    from tenants join projects on projects.tenant_id = tenants.id join users on users.tenant_id = tenants.id limit 1`
  const ranked = `create temp table ranked as select id, row_number() over (order by id) - 1 as rank from hosts`
  await asSuperuser(
    data,
    'paddock',
    `set session_replication_role = replica`,
    chosen,
    ranked,
    `create index on ranked (rank)`,
    `insert into labs (id, tenant_id, project_id, owner_id, name) select ${id(1, 'n')}, tenant, project, owner, 'Lab ' || n
      from generate_series(0, ${labs - 1}) n, chosen`,
    `insert into networks (id, tenant_id, lab_id, name, cidr, gateway, domain, dhcp, dns, nat)
      select ${id(2, 'n')}, tenant, ${id(1, 'n')}, 'lan', '10.0.0.0/24', '10.0.0.1', 'lab.internal', true, true, true from generate_series(0, ${labs - 1}) n, chosen`,
    `insert into vms (id, tenant_id, lab_id, name, intent, cores, memory_mib, firmware, profile)
      select ${id(3, 'n')}, tenant, ${id(1, 'lab')}, 'vm-' || nth, 'running', 1, 128, 'bios', 'linux' ${ofVm}`,
    `insert into volumes (id, tenant_id, lab_id, parent_id, size_bytes, host_id)
      select ${id(4, 'n')}, tenant, ${id(1, 'lab')}, layer, 1048576, ranked.id ${ofVm} join ranked on ranked.rank = place.lab % ${hosts}`,
    `insert into disks (id, tenant_id, lab_id, vm_id, volume_id, name, position)
      select ${id(5, 'n')}, tenant, ${id(1, 'lab')}, ${id(3, 'n')}, ${id(4, 'n')}, 'root', 0 ${ofVm}`,
    `insert into interfaces (id, tenant_id, lab_id, vm_id, network_id, position, mac, address)
      select ${id(6, 'n')}, tenant, ${id(1, 'lab')}, ${id(3, 'n')}, ${id(2, 'lab')}, 0, '52:54:00:00:00:0' || nth, '10.0.0.1' || nth ${ofVm}`,
    `insert into runs (id, tenant_id, lab_id, vm_id, host_id, why)
      select ${id(7, 'n')}, tenant, ${id(1, 'lab')}, ${id(3, 'n')}, ranked.id, 'Seeded' ${ofVm} join ranked on ranked.rank = place.lab % ${hosts}`,
    `analyze`,
  )
}
