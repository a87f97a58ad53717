-- The usage ledger: what bills, usage and quotas of a period are computed from. docs/decisions/0009-where-usage-comes-from.md
--
-- Written by triggers, in the transaction that makes the thing true, so that no query can forget to. An event says from which moment on
-- something takes how much ("this run has two vCPUs from now on", "none from now on"), or how many bytes were moved until then.

-- Until when a host was heard, and when again: a run that ended by its host's restart was not run in between.
alter table hosts add column silent_from timestamptz, add column heard_again_at timestamptz;

create function note_silence() returns trigger language plpgsql as $$
begin
  new.silent_from := old.seen_at;
  new.heard_again_at := new.seen_at;
  return new;
end
$$;
-- As long as hostSilentAfterSeconds of packages/model.
create trigger note_silence before update on hosts for each row
  when (new.seen_at > old.seen_at + interval '15 seconds') execute function note_silence();

create table usage_events (
  seq bigserial primary key,
  tenant_id uuid not null references tenants,
  kind text not null check (kind in ('started', 'resized', 'stopped', 'stored', 'removed', 'moved', 'handed-over', 'signed-in', 'signed-out')),
  -- The run, volume, network or session that takes it. It, and what it belongs to, may be long gone: no references.
  thing_id uuid not null,
  -- Tells events of one kind and thing apart, where there can be several. A repeated event is the same one, and is not written again.
  mark text not null default '',
  at timestamptz not null,
  recorded_at timestamptz not null default now(),
  project_id uuid,
  project_name text,
  lab_id uuid,
  lab_name text,
  vm_id uuid,
  user_id uuid,
  user_name text,
  -- How much the thing takes from this moment on.
  machines integer not null default 0,
  vcpus integer not null default 0,
  memory_mib integer not null default 0,
  storage_bytes bigint not null default 0,
  sessions integer not null default 0,
  -- What it moved since the last such event: to machines, and from them.
  bytes_in bigint not null default 0,
  bytes_out bigint not null default 0,
  unique (thing_id, kind, mark)
);
create index usage_events_at on usage_events (tenant_id, at);
create index usage_events_thing on usage_events (tenant_id, thing_id, at desc, seq desc);

alter table usage_events enable row level security;
alter table usage_events force row level security;
create policy see on usage_events for select using ((select scope_everyone()) or tenant_id = (select scope_tenant()));
create policy append on usage_events for insert with check ((select scope_everyone()) or tenant_id = (select scope_tenant()));

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end
$$;
create trigger append_only before update or delete or truncate on usage_events for each statement execute function refuse_change();

-- What a network's host counted last, and what of it is still to be written into the ledger: once an hour, so that a thousand networks are not
-- a thousand events a minute. Counters that fell, or are another host's, begin at nothing.
create table network_meters (
  network_id uuid primary key references networks on delete cascade,
  tenant_id uuid not null references tenants,
  lab_id uuid not null,
  host_id uuid not null references hosts,
  bytes_in bigint not null,
  bytes_out bigint not null,
  pending_in bigint not null default 0,
  pending_out bigint not null default 0,
  counted_at timestamptz not null default now()
);
create index network_meters_lab on network_meters (lab_id);
alter table network_meters enable row level security;
alter table network_meters force row level security;
create policy scope on network_meters using ((select scope_everyone()) or tenant_id = (select scope_tenant()));

-- How large a volume is: at least as large as what it stands on, which may not be known before that is made.
create function volume_bytes(size bigint, parent uuid) returns bigint language sql stable as $$
  select greatest(size, coalesce((select virtual_size_bytes from layers where id = parent), 0))
$$;

-- Something of a lab begins to take this much, or now takes this much.
create function usage_takes(
  kind text, thing uuid, mark text, at timestamptz, lab uuid, vm uuid, vcpus integer, memory_mib integer, storage_bytes bigint
) returns void language sql as $$
  insert into usage_events (tenant_id, kind, thing_id, mark, at, project_id, project_name, lab_id, lab_name, vm_id, user_id, user_name,
      machines, vcpus, memory_mib, storage_bytes)
    select labs.tenant_id, kind, thing, mark, at, projects.id, projects.name, labs.id, labs.name, vm, users.id, users.name,
      case when vcpus > 0 then 1 else 0 end, vcpus, memory_mib, storage_bytes
    from labs join projects on projects.id = labs.project_id join users on users.id = labs.owner_id where labs.id = lab
    on conflict (thing_id, kind, mark) do nothing
$$;

-- It takes nothing any more: whatever it was counted to. Nothing is written about what never took anything.
create function usage_ends(kind text, thing uuid, at timestamptz) returns void language sql as $$
  insert into usage_events (tenant_id, kind, thing_id, at, project_id, project_name, lab_id, lab_name, vm_id, user_id, user_name)
    select last.tenant_id, usage_ends.kind, thing, greatest(usage_ends.at, last.at), last.project_id, last.project_name, last.lab_id, last.lab_name,
      last.vm_id, last.user_id, last.user_name
    from usage_events last where last.thing_id = thing order by last.at desc, last.seq desc limit 1
    on conflict (thing_id, kind, mark) do nothing
$$;

-- A run takes from the moment at which its host says that it ran until the one at which it says that it ended; neither before it was asked
-- for nor after now, whatever the host's clock says.
create function use_run() returns trigger language plpgsql as $$
declare
  vm record;
  ended timestamptz;
begin
  if tg_op = 'DELETE' then
    perform usage_ends('stopped', old.id, now());
    return null;
  end if;
  if old.started_at is null and new.started_at is not null then
    select cores, memory_mib into vm from vms where id = new.vm_id;
    perform usage_takes('started', new.id, '', greatest(new.created_at, least(new.started_at, now())), new.lab_id, new.vm_id, vm.cores, vm.memory_mib, 0);
  end if;
  if old.ended_at is null and new.ended_at is not null then
    ended := least(new.ended_at, now());
    if new.end_reason = 'host-restarted' then
      ended := coalesce((select silent_from from hosts
        where id = new.host_id and silent_from < ended and heard_again_at >= ended - interval '1 minute'), ended);
    end if;
    perform usage_ends('stopped', new.id, ended);
  end if;
  return null;
end
$$;
create trigger use_update after update on runs for each row
  when ((old.started_at is null and new.started_at is not null) or (old.ended_at is null and new.ended_at is not null)) execute function use_run();
create trigger use_delete after delete on runs for each row when (old.started_at is not null and old.ended_at is null) execute function use_run();

create function use_vm() returns trigger language plpgsql as $$
begin
  perform usage_takes('resized', runs.id, new.revision::text, now(), new.lab_id, new.id, new.cores, new.memory_mib, 0)
    from runs where vm_id = new.id and started_at is not null and ended_at is null;
  return null;
end
$$;
create trigger use_update after update on vms for each row
  when (old.cores <> new.cores or old.memory_mib <> new.memory_mib) execute function use_vm();

-- A volume takes its size from the transaction that makes it until the one that gives it up, whether or not a host has followed.
create function use_volume() returns trigger language plpgsql as $$
declare
  bytes bigint;
begin
  if tg_op = 'DELETE' then
    perform usage_ends('removed', old.id, now());
  elsif new.want = 'absent' then
    perform usage_ends('removed', new.id, now());
  else
    bytes := volume_bytes(new.size_bytes, new.parent_id);
    perform usage_takes('stored', new.id, bytes::text, now(), new.lab_id, (select vm_id from disks where volume_id = new.id), 0, 0, bytes);
  end if;
  return null;
end
$$;
-- At the end of the transaction: only then is it known whose disk it is.
create function use_new_volume() returns trigger language plpgsql as $$
begin
  perform usage_takes('stored', volumes.id, volume_bytes(size_bytes, parent_id)::text, now(), volumes.lab_id, disks.vm_id, 0, 0,
      volume_bytes(size_bytes, parent_id))
    from volumes left join disks on disks.volume_id = volumes.id where volumes.id = new.id and want = 'present';
  return null;
end
$$;
create constraint trigger use_insert after insert on volumes deferrable initially deferred for each row execute function use_new_volume();
create trigger use_update after update on volumes for each row
  when (old.want <> new.want or (new.want = 'present' and old.size_bytes <> new.size_bytes)) execute function use_volume();
create trigger use_delete after delete on volumes for each row when (old.want = 'present') execute function use_volume();

create function use_layer() returns trigger language plpgsql as $$
begin
  perform usage_takes('stored', volumes.id, new.virtual_size_bytes::text, now(), volumes.lab_id,
      (select vm_id from disks where volume_id = volumes.id), 0, 0, new.virtual_size_bytes)
    from volumes where parent_id = new.id and want = 'present' and size_bytes < new.virtual_size_bytes;
  return null;
end
$$;
create trigger use_update after update on layers for each row
  when (new.virtual_size_bytes is distinct from old.virtual_size_bytes) execute function use_layer();

-- A lab that changes its project or owner takes for the new ones from then on.
create function use_lab() returns trigger language plpgsql as $$
begin
  perform usage_takes('handed-over', runs.id, pg_current_xact_id()::text, now(), new.id, vms.id, vms.cores, vms.memory_mib, 0)
    from runs join vms on vms.id = runs.vm_id where runs.lab_id = new.id and runs.started_at is not null and runs.ended_at is null;
  perform usage_takes('handed-over', volumes.id, pg_current_xact_id()::text, now(), new.id, (select vm_id from disks where volume_id = volumes.id),
      0, 0, volume_bytes(volumes.size_bytes, volumes.parent_id))
    from volumes where volumes.lab_id = new.id and want = 'present';
  return null;
end
$$;
create trigger use_update after update on labs for each row
  when (old.project_id <> new.project_id or old.owner_id <> new.owner_id) execute function use_lab();

create function usage_moved(meter network_meters) returns void language sql as $$
  insert into usage_events (tenant_id, kind, thing_id, mark, at, project_id, project_name, lab_id, lab_name, user_id, user_name, bytes_in, bytes_out)
    select labs.tenant_id, 'moved', meter.network_id, meter.counted_at::text, meter.counted_at, projects.id, projects.name, labs.id, labs.name,
      users.id, users.name, meter.pending_in, meter.pending_out
    from labs join projects on projects.id = labs.project_id join users on users.id = labs.owner_id
    where labs.id = meter.lab_id and meter.pending_in + meter.pending_out > 0
    on conflict (thing_id, kind, mark) do nothing
$$;

create function use_network() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.pending_in := new.bytes_in;
    new.pending_out := new.bytes_out;
    return new;
  end if;
  if date_trunc('hour', old.counted_at) <> date_trunc('hour', now()) then
    perform usage_moved(old);
    new.pending_in := 0;
    new.pending_out := 0;
  end if;
  if new.host_id = old.host_id and new.bytes_in >= old.bytes_in and new.bytes_out >= old.bytes_out then
    new.pending_in := new.pending_in + new.bytes_in - old.bytes_in;
    new.pending_out := new.pending_out + new.bytes_out - old.bytes_out;
  else
    new.pending_in := new.pending_in + new.bytes_in;
    new.pending_out := new.pending_out + new.bytes_out;
  end if;
  new.counted_at := now();
  return new;
end
$$;
create trigger use_insert before insert on network_meters for each row execute function use_network();
create trigger use_update before update of bytes_in, bytes_out on network_meters for each row execute function use_network();

-- Before what they are counted to is gone, or is another's.
create function use_last_bytes() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'networks' then
    perform usage_moved(meters) from network_meters meters where network_id = old.id;
  else
    perform usage_moved(meters) from network_meters meters where lab_id = old.id;
  end if;
  if tg_op = 'DELETE' then return old; end if;
  update network_meters set pending_in = 0, pending_out = 0 where lab_id = old.id;
  return new;
end
$$;
create trigger use_delete before delete on networks for each row execute function use_last_bytes();
create trigger use_delete before delete on labs for each row execute function use_last_bytes();
create trigger use_meters before update on labs for each row
  when (old.project_id <> new.project_id or old.owner_id <> new.owner_id) execute function use_last_bytes();

create function use_session() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into usage_events (tenant_id, kind, thing_id, at, user_id, user_name, sessions)
      select new.tenant_id, 'signed-in', new.id, now(), users.id, users.name, 1 from users where users.id = new.user_id
      on conflict (thing_id, kind, mark) do nothing;
  else
    perform usage_ends('signed-out', old.id, least(now(), old.expires_at));
  end if;
  return null;
end
$$;
create trigger use_insert after insert on sessions for each row when (new.tenant_id is not null) execute function use_session();
create trigger use_delete after delete on sessions for each row when (old.tenant_id is not null) execute function use_session();

-- What is there already is counted from now on; what runs, from its start.
do $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
begin
  perform set_config('paddock.scope', '*', true);
  perform usage_takes('started', runs.id, '', runs.started_at, runs.lab_id, vms.id, vms.cores, vms.memory_mib, 0)
    from runs join vms on vms.id = runs.vm_id where runs.started_at is not null and runs.ended_at is null;
  perform usage_takes('stored', volumes.id, volume_bytes(size_bytes, parent_id)::text, now(), volumes.lab_id,
      (select vm_id from disks where volume_id = volumes.id), 0, 0, volume_bytes(size_bytes, parent_id))
    from volumes where want = 'present';
  perform set_config('paddock.scope', scope, true);
end
$$;
