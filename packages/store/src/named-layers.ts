import { sql } from 'kysely'

/** The layers that something names: disks, snapshots, templates, ISOs, machines, what is being suspended. Layers that only lie under others are not among them. */
export const namedLayers = sql`
  select parent_id as id from volumes where parent_id is not null
  union select layer_id from assets union select layer_id from snapshot_layers
  union select memory_layer_id from suspension_runs where memory_layer_id is not null
  union select memory_layer_id from vms where memory_layer_id is not null
  union select memory_layer_id from runs where memory_layer_id is not null and ended_at is null
  union select (disk -> 'source' ->> 'layer')::uuid from template_versions, jsonb_array_elements(spec -> 'vms') vm, jsonb_array_elements(vm -> 'disks') disk
    where disk -> 'source' ->> 'kind' = 'layer'
  union select (vm ->> 'memory')::uuid from template_versions, jsonb_array_elements(spec -> 'vms') vm where vm ->> 'memory' is not null`
