-- Letters on their way: written with what they tell of, sent by whichever controller takes them up, at least once.
create table mails (
  id uuid primary key,
  tenant_id uuid references tenants,
  recipient text not null,
  subject text not null,
  -- Sealed, because links that let people in stand in it; null once it was sent.
  sealed_text text,
  created_at timestamptz not null,
  -- After that nobody wants it any more.
  expires_at timestamptz not null,
  sent_at timestamptz,
  tries integer not null default 0,
  -- While somebody tries, it says when the next may, should they die over it.
  next_try_at timestamptz not null,
  trouble text
);
create index mails_waiting on mails (next_try_at) where sent_at is null;

-- People who may make themselves an account, by the link that they were sent.
create table invitations (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  email text not null,
  name text not null,
  role text check (role in ('administrator', 'member', 'viewer')),
  secret_hash bytea not null unique,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  unique (tenant_id, email)
);

-- Links by which people who forgot their password set another.
create table password_resets (
  secret_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  tenant_id uuid references tenants,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index password_resets_user on password_resets (user_id);

do $$
declare
  name text;
begin
  foreach name in array array['mails', 'invitations', 'password_resets'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
end
$$;
