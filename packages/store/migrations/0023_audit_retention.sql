-- For how long a tenant keeps its records, and operators those of the installation. No row, or no days: for ever.
create table audit_retention (
  chain text primary key,
  tenant_id uuid references tenants,
  days integer,
  revision integer not null default 1
);
alter table audit_retention enable row level security;
alter table audit_retention force row level security;
create policy scope on audit_retention using ((select scope_everyone()) or tenant_id = (select scope_tenant()));

create trigger note_changes after update of days on audit_retention for each row execute function note_changes('', 'days');

-- Up to where a chain's records were removed is asked for again and again.
create index audit_seals_removed on audit_seals (chain, removed_through) where removed_through > 0;
