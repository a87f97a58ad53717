-- What was deleted and can still be restored. A thing is in the trash while it names a row of this table; it is in no other list then.
create table trash (
  id uuid primary key,
  -- Null: a public template, which is the installation's.
  tenant_id uuid references tenants,
  kind text not null check (kind in ('lab', 'template', 'snapshot')),
  thing_id uuid not null,
  name text not null,
  -- Of a lab, or of a snapshot's lab.
  project_id uuid references projects,
  lab_id uuid,
  lab_name text,
  trashed_at timestamptz not null,
  trashed_by_id uuid references users on delete set null,
  trashed_by_name text not null,
  -- What was promised when it was deleted, whatever the retention is later.
  kept_until timestamptz not null,
  -- It is being removed for good; the row goes with the thing.
  leaving boolean not null default false
);
create index trash_tenant on trash (tenant_id, id);
create index trash_over on trash (kept_until) where not leaving;
alter table trash enable row level security;
alter table trash force row level security;
create policy scope on trash using ((select scope_everyone()) or tenant_id = (select scope_tenant()));

alter table labs add column trash_id uuid references trash;
alter table templates add column trash_id uuid references trash;
alter table snapshots add column trash_id uuid references trash;
create index labs_trash on labs (trash_id) where trash_id is not null;
create index templates_trash on templates (trash_id) where trash_id is not null;
create index snapshots_trash on snapshots (trash_id) where trash_id is not null;

-- A name is free again as soon as its template is in the trash.
alter table templates drop constraint templates_tenant_id_name_key;
create unique index templates_tenant_id_name_key on templates (tenant_id, name) nulls not distinct where trash_id is null;

-- Whatever takes a thing out of the trash, or removes it, takes its row away.
create function leave_trash() returns trigger language plpgsql as $$
begin
  delete from trash where id = old.trash_id;
  return null;
end
$$;
do $$
declare
  name text;
begin
  foreach name in array array['labs', 'templates', 'snapshots'] loop
    execute format('create trigger leave_trash after delete on %I for each row when (old.trash_id is not null) execute function leave_trash()', name);
    execute format('create trigger leave_trash_update after update on %I for each row '
      'when (old.trash_id is not null and new.trash_id is distinct from old.trash_id) execute function leave_trash()', name);
  end loop;
end
$$;

-- Where a snapshot hangs, or a lab stands, as people are shown it: at the nearest one that is not in the trash.
create function snapshot_shown(start uuid) returns uuid language plpgsql stable as $$
declare
  at uuid := start;
  seen record;
begin
  while at is not null loop
    select parent_id, trash_id into seen from snapshots where id = at;
    if not found or seen.trash_id is null then return at; end if;
    at := seen.parent_id;
  end loop;
  return null;
end
$$;

-- Whether anything but this one snapshot stands on a layer, so that the snapshot's removal gives nothing of it back.
create function layer_is_shared(layer uuid, snapshot uuid) returns boolean language sql stable as $$
  select exists (select 1 from snapshot_layers other where other.layer_id = layer and other.snapshot_id <> snapshot)
    or exists (select 1 from volumes where volumes.parent_id = layer)
    or exists (select 1 from layers above where above.parent_id = layer)
    or exists (select 1 from vms where vms.memory_layer_id = layer)
$$;

-- A lab in the trash keeps its disks, and so counts what they may take; it is no lab, and has no machines and networks, until it is restored.
create or replace function quota_recount(which uuid[]) returns setof quota_stock language sql stable as $$
  select labs.id, labs.tenant_id, labs.project_id, labs.owner_id,
    (labs.intent = 'kept' and labs.trash_id is null)::int::bigint,
    case when labs.trash_id is null then (select count(*) from vms where lab_id = labs.id and intent <> 'deleted') else 0 end,
    case when labs.intent = 'kept' and labs.trash_id is null then (select count(*) from networks where lab_id = labs.id) else 0 end,
    (select coalesce(sum(greatest(size_bytes, coalesce(virtual_size_bytes, 0))), 0)::bigint
      from volumes left join layers on layers.id = volumes.parent_id where lab_id = labs.id and want = 'present'),
    (alive.vms > 0)::int::bigint, alive.vms, alive.vcpus, alive.memory_mib
  from labs cross join lateral
    (select count(*) as vms, coalesce(sum(cores), 0)::bigint as vcpus, coalesce(sum(memory_mib), 0)::bigint as memory_mib
      from runs join vms on vms.id = runs.vm_id where runs.lab_id = labs.id and runs.ended_at is null) alive
  where labs.id = any(which)
$$;
drop trigger quota_touch_update on labs;
drop trigger quota_settle_update on labs;
create trigger quota_touch_update after update on labs for each row
  when (old.intent <> new.intent or old.project_id <> new.project_id or old.owner_id <> new.owner_id or old.trash_id is distinct from new.trash_id)
  execute function touch_lab();
create constraint trigger quota_settle_update after update on labs deferrable initially deferred for each row
  when (old.intent <> new.intent or old.project_id <> new.project_id or old.owner_id <> new.owner_id or old.trash_id is distinct from new.trash_id)
  execute function settle_quotas();
