import type { Assignment } from '@paddock/host-api'
import type { HostId } from '@paddock/model'
import type { AssignmentRows } from '@paddock/store'

/** What a host should be doing, but for the number. */
export type Wanted = Omit<Assignment, 'generation'>

/** Makes the whole assignment of each host from the rows. Pure; lists are in the order of ids, so that equal wishes look equal. */
export function buildAssignments(hosts: readonly HostId[], rows: AssignmentRows): Map<HostId, Wanted> {
  const runs = Map.groupBy(rows.runs, run => run.host_id)
  const disks = Map.groupBy(rows.disks, disk => disk.vm_id)
  const portsByVm = Map.groupBy(rows.interfaces, port => port.vm_id)
  const portsByLab = Map.groupBy(rows.interfaces, port => port.lab_id)
  const networks = Map.groupBy(rows.networks, network => network.lab_id)
  const volumes = Map.groupBy(rows.volumes, volume => volume.host_id)
  const layers = Map.groupBy(rows.layers, layer => layer.host_id)
  const held = Map.groupBy(rows.held, one => one.host_id)
  return new Map(
    hosts.map(host => {
      const here = runs.get(host) ?? []
      const labs = Map.groupBy(here, run => run.lab)
      return [
        host,
        {
          host,
          layers: (layers.get(host) ?? []).map(layer => ({
            layer: layer.id,
            want: layer.want,
            kind: layer.kind,
            format: layer.format,
            parent: layer.merging ? layer.merge_onto : layer.parent_id,
            source: sourceOf(layer),
          })),
          volumes: (volumes.get(host) ?? []).map(volume => ({
            volume: volume.id,
            // A volume on its way out has lost its disk; it goes by its own id then.
            disk:
              rows.diskOfVolume.get(volume.id) ??
              (volume.id as string as NonNullable<ReturnType<typeof rows.diskOfVolume.get>>),
            want: volume.want,
            parent: volume.parent_id,
            sizeBytes: volume.size_bytes,
          })),
          fences: [...labs].map(([lab, [first]]) => ({
            lab,
            number: first?.number ?? 0,
            networks: (networks.get(lab) ?? []).map(network => ({
              network: network.id,
              name: network.name,
              cidr: network.cidr,
              gateway: network.gateway,
              domain: network.domain,
              dhcp: network.dhcp,
              dns: network.dns,
              nat: network.nat,
            })),
            ports: (portsByLab.get(lab) ?? []).map(port => ({
              interface: port.id,
              network: port.network_id,
              name: port.name,
              mac: port.mac,
              address: port.address,
              connected: port.connected,
            })),
          })),
          machines: here.map(run => ({
            run: run.run,
            vm: run.vm,
            lab: run.lab,
            want: run.want,
            graceSeconds: run.grace_seconds,
            resets: run.resets,
            name: run.name,
            cores: run.cores,
            memoryMiB: run.memory_mib,
            firmware: run.firmware,
            profile: run.profile,
            memory: run.memory_layer_id,
            disks: (disks.get(run.vm) ?? []).map(disk => ({
              disk: disk.id,
              volume: disk.volume_id,
              position: disk.position,
            })),
            drives: [{ position: 0, layer: run.cd_layer }],
            interfaces: (portsByVm.get(run.vm) ?? []).map(port => ({
              interface: port.id,
              network: port.network_id,
              mac: port.mac,
              position: port.position,
              connected: port.connected,
            })),
            seed: { instanceId: run.vm, hostname: run.name, userData: run.user_data },
          })),
          snapshots: [...Map.groupBy(held.get(host) ?? [], one => one.id)].map(([snapshot, machines]) => ({
            snapshot,
            machines: machines.map(one => ({ run: one.run_id, memory: one.memory_layer_id, rests: one.rests })),
          })),
        } satisfies Wanted,
      ]
    }),
  )
}

function sourceOf(layer: AssignmentRows['layers'][number]): Wanted['layers'][number]['source'] {
  if (layer.recipe !== null) return { kind: 'recipe', recipe: layer.recipe }
  return layer.snapshot_id === null ? { kind: 'volume' } : { kind: 'snapshot', snapshot: layer.snapshot_id }
}
