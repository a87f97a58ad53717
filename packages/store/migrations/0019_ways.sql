-- Other ways in than a password: OpenID Connect, set up by a tenant for its own people.
create table ways (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  issuer text not null,
  client_id text not null,
  -- Sealed; null for a client without one.
  sealed_secret text,
  scope text not null,
  groups_claim text not null,
  -- `administrator lab-admins`: a role, and the group whose people have it.
  group_roles text[] not null,
  -- Whether people of none of those groups are let in too.
  admits_everybody boolean not null,
  created_at timestamptz not null,
  revision integer not null default 1,
  unique (tenant_id, name)
);

-- Who came by a way, by the name that its issuer has for them.
create table identities (
  way_id uuid not null references ways on delete cascade,
  subject text not null,
  user_id uuid not null references users on delete cascade,
  tenant_id uuid not null references tenants,
  primary key (way_id, subject)
);
create index identities_user on identities (user_id);

do $$
declare
  name text;
begin
  foreach name in array array['ways', 'identities'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
end
$$;

-- Null: whoever comes by another way and has none here.
alter table users alter column password_hash drop not null;

-- As before, but for people without a password: their second factor is the business of whom they come by.
create or replace function signed_in(token bytea, session uuid, moment timestamptz) returns jsonb language plpgsql as $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
  told jsonb;
begin
  perform set_config('paddock.scope', '*', true);
  select jsonb_build_object(
      'session', h.id, 'kind', h.kind, 'endsAt', h.ends_at, 'expiresAt', h.expires_at, 'lastUsedAt', h.last_used_at,
      'limits', h.limits,
      'mustAddTotp', coalesce((select d.totp_required from doors d where d.tenant_id = u.tenant_id), false)
        and u.password_hash is not null
        and not exists (select 1 from totp f where f.user_id = u.id and f.confirmed_at is not null),
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
