-- A lab as it was at one instant.
create table snapshots (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs on delete cascade,
  -- The one before it in the lab's tree: where the lab stood when this one was taken.
  parent_id uuid references snapshots,
  author_id uuid references users on delete set null,
  author_name text not null,
  name text not null,
  description text not null default '',
  mode text not null check (mode in ('disks', 'memory')),
  -- Machines, networks and disks as they were: StoredSnapshot of json.ts.
  content jsonb not null,
  -- Where running machines are held for it; null: none ran, and nothing had to be waited for.
  host_id uuid references hosts,
  state text not null default 'taking' check (state in ('taking', 'taken', 'failed')),
  taken_at timestamptz,
  trouble jsonb,
  created_at timestamptz not null default now(),
  revision integer not null default 1
);
create index snapshots_lab on snapshots (lab_id, id);
create index snapshots_parent on snapshots (parent_id);
create index snapshots_taking on snapshots (host_id) where state = 'taking';

-- What a snapshot keeps from being thrown away.
create table snapshot_layers (
  snapshot_id uuid not null references snapshots on delete cascade,
  layer_id uuid not null references layers,
  tenant_id uuid not null references tenants,
  primary key (snapshot_id, layer_id)
);
create index snapshot_layers_layer on snapshot_layers (layer_id);

-- The running machines that a snapshot holds for its instant, and for how long each stood still.
create table snapshot_runs (
  snapshot_id uuid not null references snapshots on delete cascade,
  run_id uuid not null,
  vm_id uuid not null,
  tenant_id uuid not null references tenants,
  memory_layer_id uuid,
  pause_ms real,
  primary key (snapshot_id, run_id)
);

alter table labs
  -- Where in its tree of snapshots the lab stands.
  add column snapshot_id uuid references snapshots on delete set null,
  -- Of which snapshot, of another lab, it is a copy.
  add column copy_of uuid references snapshots on delete set null,
  -- The snapshot that it is to become again once its machines are off.
  add column revert_to uuid references snapshots;
create index labs_copy_of on labs (copy_of) where copy_of is not null;
create index labs_reverting on labs (id) where revert_to is not null;

-- What the machine's next run goes on from; null: it boots.
alter table vms add column memory_layer_id uuid references layers;
-- What the run goes on from.
alter table runs add column memory_layer_id uuid references layers on delete set null;

alter table layers
  drop constraint layers_kind_check,
  drop constraint layers_format_check,
  add constraint layers_kind_check check (kind in ('disk', 'iso', 'memory')),
  add constraint layers_format_check check (format in ('qcow2', 'raw', 'memory')),
  -- The snapshot that a machine's memory comes with. No reference: the layer may outlive it.
  add column snapshot_id uuid;

do $$
declare
  name text;
begin
  foreach name in array array['snapshots', 'snapshot_layers', 'snapshot_runs'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
end
$$;
-- Whoever watches the lab is told.
create trigger tell after insert or update or delete on snapshots for each row execute function tell_change('lab');

-- What a document says of memory, in those written before there was any.
do $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
begin
  perform set_config('paddock.scope', '*', true);
  update templates set spec = jsonb_set(spec, '{vms}',
    coalesce((select jsonb_agg(vm || '{"memory": null}' order by place) from jsonb_array_elements(spec -> 'vms') with ordinality as vms(vm, place)), '[]'));
  perform set_config('paddock.scope', scope, true);
end
$$;
