-- Tickets for consoles: each opens one console of one machine once, within a moment. Spent ones are gone.
create table console_tickets (
  token_hash bytea primary key,
  tenant_id uuid not null references tenants,
  -- The session or the token that it was made with, and with which it ends.
  session_id uuid not null,
  vm_id uuid not null references vms on delete cascade,
  kind text not null check (kind in ('screen', 'serial')),
  view_only boolean not null,
  -- The site whose page may use it. Null: Paddock's own.
  origin text,
  expires_at timestamptz not null
);
create index console_tickets_age on console_tickets (expires_at);
create index console_tickets_vm on console_tickets (vm_id);

alter table console_tickets enable row level security;
alter table console_tickets force row level security;
create policy scope on console_tickets using ((select scope_everyone()) or tenant_id = (select scope_tenant()));
