-- Quotas: how much of what a tenant, a project or a person may have, and has. docs/decisions/0010-how-quotas-are-taken.md
--
-- What is counted follows from the rows of labs. Triggers note which labs a transaction touched; as the last thing before it commits, all of
-- them are counted anew behind the lock of their tenant's counter, and the transaction is refused if that is too much.

-- What one lab counts, and to whom, as it was counted last.
create table quota_stock (
  lab_id uuid primary key,
  tenant_id uuid not null references tenants,
  project_id uuid not null,
  owner_id uuid not null,
  labs bigint not null,
  vms bigint not null,
  networks bigint not null,
  storage_bytes bigint not null,
  running_labs bigint not null,
  running_vms bigint not null,
  running_vcpus bigint not null,
  running_memory_mib bigint not null
);

-- The sums of it. The tenant's row is the lock that all of its rows are changed behind.
create table quota_use (
  kind text not null check (kind in ('tenant', 'project', 'user')),
  subject_id uuid not null,
  tenant_id uuid not null references tenants,
  labs bigint not null default 0,
  vms bigint not null default 0,
  networks bigint not null default 0,
  storage_bytes bigint not null default 0,
  running_labs bigint not null default 0,
  running_vms bigint not null default 0,
  running_vcpus bigint not null default 0,
  running_memory_mib bigint not null default 0,
  primary key (kind, subject_id)
);
create index quota_use_tenant on quota_use (tenant_id);

-- A limit that is null is the default's, and one that the default lacks is none. Defaults of projects and people are a tenant's, and have its id;
-- the default of tenants is the installation's, and has the id of nothing.
create table quota_limits (
  kind text not null check (kind in ('tenant', 'project', 'user', 'default-tenant', 'default-project', 'default-user')),
  subject_id uuid not null,
  tenant_id uuid references tenants,
  labs bigint,
  vms bigint,
  networks bigint,
  storage_bytes bigint,
  running_labs bigint,
  running_vms bigint,
  running_vcpus bigint,
  running_memory_mib bigint,
  primary key (kind, subject_id),
  check ((kind = 'default-tenant') = (tenant_id is null))
);
create index quota_limits_tenant on quota_limits (tenant_id);

do $$
declare
  name text;
begin
  foreach name in array array['quota_stock', 'quota_use', 'quota_limits'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
end
$$;
create policy installation on quota_limits for select using (tenant_id is null);

-- Limits go with whom they are for.
create function forget_limits() returns trigger language plpgsql as $$
begin
  delete from quota_limits where kind = tg_argv[0] and subject_id = old.id;
  delete from quota_use where kind = tg_argv[0] and subject_id = old.id;
  return null;
end
$$;
create trigger forget_limits after delete on projects for each row execute function forget_limits('project');
create trigger forget_limits after delete on users for each row execute function forget_limits('user');

-- What labs count, from the facts. A machine counts as running from the moment at which it is asked for until its host says that it ended; what is
-- being deleted is given up, and counts no more, but for machines that still run.
create function quota_recount(which uuid[]) returns setof quota_stock language sql stable as $$
  select labs.id, labs.tenant_id, labs.project_id, labs.owner_id,
    (labs.intent = 'kept')::int::bigint,
    (select count(*) from vms where lab_id = labs.id and intent <> 'deleted'),
    case when labs.intent = 'kept' then (select count(*) from networks where lab_id = labs.id) else 0 end,
    (select coalesce(sum(greatest(size_bytes, coalesce(virtual_size_bytes, 0))), 0)::bigint
      from volumes left join layers on layers.id = volumes.parent_id where lab_id = labs.id and want = 'present'),
    (alive.vms > 0)::int::bigint, alive.vms, alive.vcpus, alive.memory_mib
  from labs cross join lateral
    (select count(*) as vms, coalesce(sum(cores), 0)::bigint as vcpus, coalesce(sum(memory_mib), 0)::bigint as memory_mib
      from runs join vms on vms.id = runs.vm_id where runs.lab_id = labs.id and runs.ended_at is null) alive
  where labs.id = any(which)
$$;

create function touch_lab() returns trigger language plpgsql as $$
declare
  touched text := coalesce(current_setting('paddock.touched', true), '');
  lab text;
begin
  if tg_table_name = 'labs' then
    lab := case when tg_op = 'DELETE' then old.id else new.id end;
  else
    lab := case when tg_op = 'DELETE' then old.lab_id else new.lab_id end;
  end if;
  if strpos(touched, lab) = 0 then
    perform set_config('paddock.touched', case when touched = '' then lab else touched || ',' || lab end, true);
  end if;
  return null;
end
$$;

-- Layers tell how large they are once they are made.
create function touch_labs_on_layer() returns trigger language plpgsql as $$
begin
  perform set_config('paddock.touched', concat_ws(',', nullif(current_setting('paddock.touched', true), ''),
    (select string_agg(distinct lab_id::text, ',') from volumes where parent_id = new.id and want = 'present')), true);
  return null;
end
$$;

-- Counts the labs that the transaction touched. Runs when it commits and does nothing else any more: so whoever holds a tenant's counter waits
-- for nobody, and holds it for no longer than it takes to commit.
create function settle_quotas() returns trigger language plpgsql as $$
declare
  which uuid[] := string_to_array(nullif(current_setting('paddock.touched', true), ''), ',')::uuid[];
  tenant uuid;
  refused record;
begin
  if which is null then return null; end if;
  perform set_config('paddock.touched', '', true);
  if not exists (
    (select * from quota_recount(which) except select * from quota_stock where lab_id = any(which))
    union all (select * from quota_stock where lab_id = any(which) except select * from quota_recount(which))) then
    return null;
  end if;
  -- Reconcilers touch several tenants: one at a time, so that no two wait for each other.
  if scope_everyone() then perform pg_advisory_xact_lock(hashtext('paddock quotas')); end if;
  for tenant in select tenant_id from labs where id = any(which) union select tenant_id from quota_stock where lab_id = any(which) order by 1 loop
    insert into quota_use (kind, subject_id, tenant_id) values ('tenant', tenant, tenant) on conflict (kind, subject_id) do nothing;
    perform from quota_use where kind = 'tenant' and subject_id = tenant for update;
  end loop;
  -- A statement of its own: only now does it see what those did who held the lock before.
  with fresh as materialized (select * from quota_recount(which)),
  old as materialized (select * from quota_stock where lab_id = any(which)),
  changes as materialized (
    select kind, subject_id, tenant_id, sum(sign * labs)::bigint as labs, sum(sign * vms)::bigint as vms, sum(sign * networks)::bigint as networks,
      sum(sign * storage_bytes)::bigint as storage_bytes, sum(sign * running_labs)::bigint as running_labs,
      sum(sign * running_vms)::bigint as running_vms, sum(sign * running_vcpus)::bigint as running_vcpus,
      sum(sign * running_memory_mib)::bigint as running_memory_mib
    from (select 1 as sign, * from fresh union all select -1, * from old) stock
      cross join lateral (values ('tenant', tenant_id), ('project', project_id), ('user', owner_id)) subjects(kind, subject_id)
    group by kind, subject_id, tenant_id),
  stocked as (
    insert into quota_stock select * from fresh on conflict (lab_id) do update set project_id = excluded.project_id, owner_id = excluded.owner_id,
      labs = excluded.labs, vms = excluded.vms, networks = excluded.networks, storage_bytes = excluded.storage_bytes,
      running_labs = excluded.running_labs, running_vms = excluded.running_vms, running_vcpus = excluded.running_vcpus,
      running_memory_mib = excluded.running_memory_mib),
  gone as (delete from quota_stock where lab_id = any(which) and lab_id not in (select lab_id from fresh)),
  used as (
    insert into quota_use as before select kind, subject_id, tenant_id, labs, vms, networks, storage_bytes, running_labs, running_vms, running_vcpus,
        running_memory_mib from changes
      on conflict (kind, subject_id) do update set labs = before.labs + excluded.labs, vms = before.vms + excluded.vms,
        networks = before.networks + excluded.networks, storage_bytes = before.storage_bytes + excluded.storage_bytes,
        running_labs = before.running_labs + excluded.running_labs, running_vms = before.running_vms + excluded.running_vms,
        running_vcpus = before.running_vcpus + excluded.running_vcpus, running_memory_mib = before.running_memory_mib + excluded.running_memory_mib
      returning *)
  select used.kind, used.subject_id, each.resource, each.most, each.used - each.asked as used, each.asked into refused
    from used join changes using (kind, subject_id)
      left join quota_limits own on own.kind = used.kind and own.subject_id = used.subject_id
      left join quota_limits otherwise on otherwise.kind = 'default-' || used.kind and otherwise.subject_id =
        case used.kind when 'tenant' then '00000000-0000-0000-0000-000000000000' else used.tenant_id end
      cross join lateral (values
        ('labs', used.labs, changes.labs, coalesce(own.labs, otherwise.labs)),
        ('vms', used.vms, changes.vms, coalesce(own.vms, otherwise.vms)),
        ('networks', used.networks, changes.networks, coalesce(own.networks, otherwise.networks)),
        ('storageBytes', used.storage_bytes, changes.storage_bytes, coalesce(own.storage_bytes, otherwise.storage_bytes)),
        ('runningLabs', used.running_labs, changes.running_labs, coalesce(own.running_labs, otherwise.running_labs)),
        ('runningVms', used.running_vms, changes.running_vms, coalesce(own.running_vms, otherwise.running_vms)),
        ('runningVcpus', used.running_vcpus, changes.running_vcpus, coalesce(own.running_vcpus, otherwise.running_vcpus)),
        ('runningMemoryMiB', used.running_memory_mib, changes.running_memory_mib, coalesce(own.running_memory_mib, otherwise.running_memory_mib))
      ) each(resource, used, asked, most)
    where each.asked > 0 and each.used > each.most
    order by array_position(array['user', 'project', 'tenant'], used.kind), each.resource limit 1;
  -- What hosts and reconcilers do is a fact, and not refused.
  if refused.kind is not null and not scope_everyone() then
    raise exception using errcode = 'PQ001', message = 'a quota does not allow this', detail = jsonb_build_object('kind', refused.kind,
      'name', case refused.kind when 'tenant' then (select name from tenants where id = refused.subject_id)
        when 'project' then (select name from projects where id = refused.subject_id) else (select name from users where id = refused.subject_id) end,
      'resource', refused.resource, 'limit', refused.most, 'used', refused.used, 'asked', refused.asked)::text;
  end if;
  return null;
end
$$;

-- Of each table, the changes that change what is counted.
do $$
declare
  name text;
  conditions jsonb := '{
    "labs": "old.intent <> new.intent or old.project_id <> new.project_id or old.owner_id <> new.owner_id",
    "vms": "old.intent <> new.intent or old.cores <> new.cores or old.memory_mib <> new.memory_mib",
    "networks": "false",
    "volumes": "old.want <> new.want or old.size_bytes <> new.size_bytes or old.parent_id is distinct from new.parent_id",
    "runs": "(old.ended_at is null) <> (new.ended_at is null)"}';
begin
  foreach name in array array['labs', 'vms', 'networks', 'volumes', 'runs'] loop
    execute format('create trigger quota_touch after insert or delete on %I for each row execute function touch_lab()', name);
    execute format('create trigger quota_touch_update after update on %I for each row when (%s) execute function touch_lab()', name, conditions ->> name);
    execute format('create constraint trigger quota_settle after insert or delete on %I deferrable initially deferred for each row '
      'execute function settle_quotas()', name);
    execute format('create constraint trigger quota_settle_update after update on %I deferrable initially deferred for each row when (%s) '
      'execute function settle_quotas()', name, conditions ->> name);
  end loop;
end
$$;
create trigger quota_touch_update after update on layers for each row
  when (old.virtual_size_bytes is distinct from new.virtual_size_bytes) execute function touch_labs_on_layer();
create constraint trigger quota_settle_update after update on layers deferrable initially deferred for each row
  when (old.virtual_size_bytes is distinct from new.virtual_size_bytes) execute function settle_quotas();

-- What is there already.
do $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
begin
  perform set_config('paddock.scope', '*', true);
  insert into quota_stock select * from quota_recount((select array_agg(id) from labs));
  insert into quota_use
    select kind, subject_id, tenant_id, sum(labs), sum(vms), sum(networks), sum(storage_bytes), sum(running_labs), sum(running_vms),
      sum(running_vcpus), sum(running_memory_mib)
    from quota_stock cross join lateral (values ('tenant', tenant_id), ('project', project_id), ('user', owner_id)) subjects(kind, subject_id)
    group by kind, subject_id, tenant_id;
  perform set_config('paddock.scope', scope, true);
end
$$;
