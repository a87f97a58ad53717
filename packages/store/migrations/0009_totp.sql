-- A second factor: codes of a person's own device, by time (RFC 6238). A row without confirmed_at is one that is being set up.
create table totp (
  user_id uuid primary key references users on delete cascade,
  tenant_id uuid references tenants,
  -- Sealed with a key that is not in the database.
  sealed_secret text not null,
  confirmed_at timestamptz,
  -- The newest step of time whose code was taken: none is taken twice.
  last_step bigint not null default 0,
  -- Of the recovery codes that are left: each is taken once.
  recovery_hashes bytea[] not null default '{}'
);
alter table totp enable row level security;
alter table totp force row level security;
create policy scope on totp using ((select scope_everyone()) or tenant_id = (select scope_tenant()));

alter table doors add column totp_required boolean not null default false;

-- As before, and whether the person still has to set up the second factor that their tenant asks for.
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
