-- What a person wants to know of their sessions, and what their tenant says about how long one may last.
alter table sessions
  -- What the browser or program calls itself.
  add column agent text not null default '',
  -- To the minute: not every request writes it.
  add column last_used_at timestamptz not null default now();

-- How a tenant's people sign in. No row: as the installation has it.
create table doors (
  tenant_id uuid primary key references tenants,
  session_hours integer,
  session_idle_minutes integer,
  revision integer not null default 1
);

-- What programs show instead of a session. It does what its owner may do, and no more than it names itself.
create table tokens (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  tenant_id uuid references tenants,
  name text not null,
  token_hash bytea not null unique,
  -- Null: everything that its owner may do, and everywhere.
  permissions text[],
  project_ids uuid[],
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  last_used_address text,
  unique (user_id, name)
);

do $$
declare
  name text;
begin
  foreach name in array array['doors', 'tokens'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
end
$$;

-- A token that goes ends what is open for it, as a session that goes does.
create function tell_token() returns trigger language plpgsql as $$
begin
  perform pg_notify('paddock', 'session ' || coalesce(old.tenant_id::text, '-') || ' ' || old.id || ' gone');
  return null;
end
$$;
create trigger tell after delete on tokens for each row execute function tell_token();

create function tell_door() returns trigger language plpgsql as $$
begin
  perform pg_notify('paddock', 'door ' || new.tenant_id || ' ' || new.tenant_id);
  return null;
end
$$;
create trigger tell after insert or update on doors for each row execute function tell_door();

-- As before, and who shows a token; how long a session lasts, its tenant says too.
create or replace function signed_in(token bytea, session uuid, moment timestamptz) returns jsonb language plpgsql as $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
  told jsonb;
begin
  perform set_config('paddock.scope', '*', true);
  select jsonb_build_object(
      'session', h.id, 'kind', h.kind, 'endsAt', h.ends_at, 'expiresAt', h.expires_at, 'lastUsedAt', h.last_used_at,
      'limits', h.limits,
      'user', u.id, 'name', u.name, 'email', u.email, 'role', u.role,
      'tenant', case when t.id is not null then jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name) end,
      'projects', coalesce(
        (select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'role', m.role) order by p.id)
          from members m join projects p on p.id = m.project_id where m.user_id = u.id), '[]'))
    into told
    from (
      select s.id, s.user_id, s.tenant_id, 'session' as kind, s.last_used_at, null::jsonb as limits,
          least(s.expires_at, s.created_at + make_interval(hours => d.session_hours)) as ends_at,
          least(s.expires_at, s.created_at + make_interval(hours => d.session_hours),
            s.last_used_at + make_interval(mins => d.session_idle_minutes)) as expires_at
        from sessions s left join doors d on d.tenant_id = s.tenant_id
        where s.token_hash = token or s.id = session
      union all
      select k.id, k.user_id, k.tenant_id, 'token', k.last_used_at,
          jsonb_build_object('permissions', k.permissions, 'projects', k.project_ids), k.expires_at, k.expires_at
        from tokens k where k.token_hash = token or k.id = session
    ) h join users u on u.id = h.user_id left join tenants t on t.id = h.tenant_id
    where h.expires_at > moment and not u.disabled;
  perform set_config('paddock.scope', scope, true);
  return told;
end
$$;
