-- The audit log, chained: docs/decisions/0013-how-the-audit-log-is-sealed.md
--
-- What a change changed, by field: {"name": ["before", "after"]}.
alter table audit add column changes jsonb;
create index audit_at on audit (tenant_id, at);

-- Records that no seal names yet. Written by a trigger, so that no record can go without; what commits late is in a later group.
create table audit_unsealed (
  audit_id uuid primary key,
  tenant_id uuid
);
create function await_seal() returns trigger language plpgsql as $$
begin
  insert into audit_unsealed (audit_id, tenant_id) values (new.id, new.tenant_id);
  return null;
end
$$;
create trigger await_seal after insert on audit for each row execute function await_seal();

-- A group of a chain: the digest of the one before, and the id and the digest of each record. A tenant has a chain, and the installation one.
create table audit_seals (
  chain text not null,
  number integer not null,
  tenant_id uuid references tenants,
  previous text not null,
  -- Records of seals up to this number were removed on purpose: they were older than their tenant keeps them.
  removed_through integer not null default 0,
  records jsonb not null,
  digest text not null,
  sealed_at timestamptz not null,
  primary key (chain, number)
);

do $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
  name text;
begin
  foreach name in array array['audit_unsealed', 'audit_seals'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
  perform set_config('paddock.scope', '*', true);
  insert into audit_unsealed (audit_id, tenant_id) select id, tenant_id from audit;
  perform set_config('paddock.scope', scope, true);
end
$$;

create trigger append_only before update or delete or truncate on audit_seals for each statement execute function refuse_change();

-- Records are only ever added, and removed by nothing but their retention, which says so in a seal.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('paddock.retention', true) = 'on' then
    return null;
  end if;
  raise exception 'rows of % are never changed', tg_table_name;
end
$$;
create trigger append_only before update or delete or truncate on audit for each statement execute function refuse_audit_change();

-- Whoever watches the log is told of each group.
create function tell_seal() returns trigger language plpgsql as $$
begin
  perform pg_notify('paddock', 'audit ' || coalesce(new.tenant_id::text, '-') || ' ' || new.number);
  return null;
end
$$;
create trigger tell after insert on audit_seals for each row execute function tell_seal();
