-- The first shape of the store.
--
-- Every table with a tenant_id is closed by row-level security: a transaction sees the tenant that
-- `paddock.scope` names, everything when it is '*' (reconcilers, operators), and nothing when it is unset.
-- Changes say so by NOTIFY from triggers, so that no query can forget to.

create function scope_tenant() returns uuid language sql stable parallel safe as $$
  select case when current_setting('paddock.scope', true) in ('', '*') then null else current_setting('paddock.scope', true)::uuid end
$$;
create function scope_everyone() returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting('paddock.scope', true), '') = '*'
$$;

create table tenants (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  created_at timestamptz not null default now(),
  revision integer not null default 1
);

-- tenant_id null: an operator of the installation.
create table users (
  id uuid primary key,
  tenant_id uuid references tenants,
  email text not null,
  name text not null,
  password_hash text not null,
  role text check (role in ('administrator', 'member')),
  disabled boolean not null default false,
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz,
  revision integer not null default 1,
  unique nulls not distinct (tenant_id, email)
);

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  user_id uuid not null references users on delete cascade,
  tenant_id uuid references tenants,
  address text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

-- Wrong passwords, by account and not by user id: an account that does not exist is locked alike.
create table failed_sign_ins (
  account text not null,
  at timestamptz not null default now()
);
create index failed_sign_ins_account on failed_sign_ins (account, at);

create table projects (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now(),
  revision integer not null default 1,
  unique (tenant_id, name)
);

create table members (
  project_id uuid not null references projects on delete cascade,
  user_id uuid not null references users on delete cascade,
  tenant_id uuid not null references tenants,
  role text not null check (role in ('administrator', 'member')),
  primary key (project_id, user_id)
);
create index members_user on members (user_id);

create table hosts (
  id uuid primary key,
  name text not null unique,
  roles text[] not null,
  joined_at timestamptz not null default now(),
  seen_at timestamptz,
  facts jsonb,
  -- What was last sent, and what the host says it has taken up.
  generation bigint not null default 0,
  assignment_hash text not null default '',
  taken_up bigint not null default 0
);

-- tenant_id null: public, made by the installation.
create table layers (
  id uuid primary key,
  tenant_id uuid references tenants,
  kind text not null check (kind in ('disk', 'iso')),
  format text not null check (format in ('qcow2', 'raw')),
  parent_id uuid references layers,
  -- How it is made on a host; null: it was a volume, and stays where that was.
  recipe text unique,
  virtual_size_bytes bigint,
  checksum text,
  created_at timestamptz not null default now(),
  -- Since when nothing refers to it.
  unused_since timestamptz
);
create index layers_parent on layers (parent_id);

create table layer_copies (
  layer_id uuid not null references layers on delete cascade,
  host_id uuid not null references hosts,
  want text not null default 'present' check (want in ('present', 'absent')),
  -- The first assignment that wants it absent: only a report that has taken that one up proves that it is gone.
  absent_generation bigint,
  state text not null default 'making' check (state in ('making', 'present', 'absent', 'failed')),
  progress real not null default 0,
  step text not null default '',
  stored_bytes bigint not null default 0,
  trouble jsonb,
  primary key (layer_id, host_id)
);
create index layer_copies_host on layer_copies (host_id);

create table assets (
  id uuid primary key,
  tenant_id uuid references tenants,
  name text not null,
  description text not null default '',
  kind text not null check (kind in ('iso')),
  layer_id uuid not null references layers,
  created_at timestamptz not null default now(),
  unique nulls not distinct (tenant_id, name)
);

create table templates (
  id uuid primary key,
  tenant_id uuid references tenants,
  name text not null,
  description text not null default '',
  version integer not null default 1,
  -- A LabSpec of packages/model.
  spec jsonb not null,
  created_at timestamptz not null default now(),
  revision integer not null default 1,
  unique nulls not distinct (tenant_id, name)
);

create sequence lab_number minvalue 1 maxvalue 1000000 cycle;

create table labs (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  project_id uuid not null references projects,
  owner_id uuid not null references users,
  -- Names the lab's fence on every host, and gives it its address on the way out.
  number integer not null default nextval('lab_number') unique,
  name text not null,
  description text not null default '',
  template_id uuid references templates on delete set null,
  template_name text,
  template_version integer,
  intent text not null default 'kept' check (intent in ('kept', 'deleted')),
  created_at timestamptz not null default now(),
  revision integer not null default 1
);
create index labs_tenant on labs (tenant_id, id);
create index labs_project on labs (project_id, id);

create table networks (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs on delete cascade,
  name text not null,
  cidr text not null,
  gateway text not null,
  domain text not null,
  dhcp boolean not null,
  dns boolean not null,
  nat boolean not null,
  created_at timestamptz not null default now(),
  revision integer not null default 1,
  unique (lab_id, name)
);

create table vms (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs on delete cascade,
  name text not null,
  description text not null default '',
  intent text not null default 'stopped' check (intent in ('running', 'stopped', 'deleted')),
  cores integer not null,
  memory_mib integer not null,
  firmware text not null check (firmware in ('bios', 'uefi')),
  profile text not null check (profile in ('linux', 'windows', 'generic')),
  start_stage integer not null default 0,
  user_data text not null default '',
  cd_asset_id uuid references assets,
  created_at timestamptz not null default now(),
  revision integer not null default 1
);
create unique index vms_name on vms (lab_id, name) where intent <> 'deleted';
create index vms_tenant on vms (tenant_id);

-- A writable top. It outlives its disk until its host has removed the file, and becomes a layer when it is sealed.
create table volumes (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs,
  parent_id uuid references layers,
  size_bytes bigint not null,
  -- Null until its lab is placed.
  host_id uuid references hosts,
  want text not null default 'present' check (want in ('present', 'absent')),
  -- The first assignment that wants it absent: only a report that has taken that one up proves that it is gone.
  absent_generation bigint,
  state text not null default 'absent' check (state in ('present', 'absent', 'failed')),
  stored_bytes bigint not null default 0,
  trouble jsonb
);
create index volumes_lab on volumes (lab_id);
create index volumes_host on volumes (host_id);
create index volumes_parent on volumes (parent_id);

create table disks (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs on delete cascade,
  vm_id uuid not null references vms on delete cascade,
  volume_id uuid not null unique references volumes,
  name text not null,
  position integer not null,
  created_at timestamptz not null default now(),
  unique (vm_id, name),
  unique (vm_id, position)
);
create index disks_lab on disks (lab_id);

create table interfaces (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs on delete cascade,
  vm_id uuid not null references vms on delete cascade,
  network_id uuid not null references networks,
  position integer not null,
  mac text not null,
  address text not null,
  connected boolean not null default true,
  created_at timestamptz not null default now(),
  revision integer not null default 1,
  unique (network_id, mac),
  unique (network_id, address),
  unique (vm_id, position)
);
create index interfaces_lab on interfaces (lab_id);

-- The newest life of each VM. A new one takes the place of the one that ended.
create table runs (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs on delete cascade,
  vm_id uuid not null unique references vms on delete cascade,
  host_id uuid references hosts,
  -- Why it was placed there, in words.
  why text not null default '',
  want text not null default 'running' check (want in ('running', 'stopped', 'off')),
  grace_seconds integer not null default 90,
  resets integer not null default 0,
  power text not null default 'waiting' check (power in ('waiting', 'starting', 'running', 'stopping', 'ended')),
  step text not null default '',
  started_at timestamptz,
  end_reason text,
  trouble jsonb,
  agent jsonb,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check ((power = 'ended') = (ended_at is not null and end_reason is not null))
);
create index runs_host on runs (host_id);
create index runs_lab on runs (lab_id);
create index runs_unplaced on runs (id) where host_id is null and ended_at is null;

create table audit (
  id uuid primary key,
  tenant_id uuid references tenants,
  at timestamptz not null default now(),
  actor_id uuid,
  actor_name text,
  action text not null,
  subject_kind text,
  subject_id text,
  subject_name text,
  address text not null,
  request_id text not null,
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  code text
);
create index audit_tenant on audit (tenant_id, id);

create table idempotency_keys (
  user_id uuid not null references users on delete cascade,
  key text not null,
  tenant_id uuid references tenants,
  request_hash text not null,
  -- The first answer, to the byte. 0 and '' while its transaction goes on, which nobody else sees.
  status integer not null,
  body text not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

do $$
declare
  name text;
begin
  -- Force: the lock holds for the owner of the tables too. (A superuser passes it all the same; Paddock refuses to run as one.)
  foreach name in array array['tenants', 'users', 'sessions', 'projects', 'members', 'layers', 'assets', 'templates', 'labs', 'networks', 'vms',
                              'volumes', 'disks', 'interfaces', 'runs', 'audit', 'idempotency_keys'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
  end loop;
  foreach name in array array['projects', 'members', 'labs', 'networks', 'vms', 'volumes', 'disks', 'interfaces', 'runs', 'users', 'sessions', 'audit',
                              'idempotency_keys'] loop
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
  create policy scope on tenants using ((select scope_everyone()) or id = (select scope_tenant()));
  -- The public part of the library is everybody's to read, and the installation's to write.
  foreach name in array array['layers', 'assets', 'templates'] loop
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
    execute format('create policy public on %I for select using (tenant_id is null)', name);
  end loop;
end
$$;

-- Says which lab, template, … changed, to whoever listens: once per transaction and thing (NOTIFY removes doubles).
create function tell_change() returns trigger language plpgsql as $$
declare
  changed record;
  subject uuid;
begin
  if tg_op = 'DELETE' then changed := old; else changed := new; end if;
  if tg_argv[0] = 'lab' and tg_table_name <> 'labs' then
    subject := changed.lab_id;
  elsif tg_table_name = 'layer_copies' then
    subject := changed.layer_id;
  elsif tg_table_name = 'members' then
    subject := changed.user_id;
  else
    subject := changed.id;
  end if;
  perform pg_notify('paddock', tg_argv[0] || ' ' || coalesce(to_jsonb(changed) ->> 'tenant_id', '-') || ' ' || subject
    || case when tg_op = 'DELETE' and tg_table_name in ('labs', 'templates', 'hosts', 'sessions', 'users') then ' gone' else '' end);
  return null;
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array['labs', 'networks', 'vms', 'volumes', 'disks', 'interfaces', 'runs'] loop
    execute format('create trigger tell after insert or update or delete on %I for each row execute function tell_change(''lab'')', name);
  end loop;
end
$$;
create trigger tell after insert or update or delete on templates for each row execute function tell_change('template');
create trigger tell after insert or update or delete on layer_copies for each row execute function tell_change('layer');
-- Not on every heartbeat: only when something that people see has changed.
create trigger tell after insert or delete on hosts for each row execute function tell_change('host');
create trigger tell_update after update on hosts for each row
  when (old.facts is distinct from new.facts or old.generation is distinct from new.generation or old.taken_up is distinct from new.taken_up)
  execute function tell_change('host');
-- Whoever watches is told when their session ends, and when what they may see has changed.
create trigger tell after delete on sessions for each row execute function tell_change('session');
create trigger tell after delete on users for each row execute function tell_change('user');
create trigger tell_update after update on users for each row
  when (old.role is distinct from new.role or old.disabled is distinct from new.disabled)
  execute function tell_change('user');
create trigger tell after insert or update or delete on members for each row execute function tell_change('user');

-- What the removal reconciler looks for, each pass.
create index labs_deleted on labs (id) where intent = 'deleted';
create index vms_deleted on vms (id) where intent = 'deleted';
create index volumes_absent on volumes (id) where want = 'absent';
create index layers_sealed on layers (id) where recipe is null;
