-- Who holds a session: by its token's hash, or by its id. Null: nobody, any more.
--
-- Asked at the beginning of every request, when it is not known yet whose rows may be seen: so it looks at all, in one
-- round trip, and leaves the scope as it was. plpgsql keeps its plan.
create function signed_in(token bytea, session uuid, moment timestamptz) returns jsonb language plpgsql as $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
  told jsonb;
begin
  perform set_config('paddock.scope', '*', true);
  select jsonb_build_object(
      'session', s.id, 'expiresAt', s.expires_at,
      'user', u.id, 'name', u.name, 'email', u.email, 'role', u.role,
      'tenant', case when t.id is not null then jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name) end,
      'projects', coalesce(
        (select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'role', m.role) order by p.id)
          from members m join projects p on p.id = m.project_id where m.user_id = u.id), '[]'))
    into told
    from sessions s join users u on u.id = s.user_id left join tenants t on t.id = s.tenant_id
    where (s.token_hash = token or s.id = session) and s.expires_at > moment and not u.disabled;
  perform set_config('paddock.scope', scope, true);
  return told;
end
$$;
