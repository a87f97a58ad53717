-- Machines that are being suspended: held at one instant, stored, and ended. The row goes when that is over.
create table suspensions (
  -- To the host it is a snapshot like any other, so it is named from the same ids.
  id uuid primary key,
  tenant_id uuid not null references tenants,
  lab_id uuid not null references labs on delete cascade,
  host_id uuid not null references hosts,
  created_at timestamptz not null default now()
);
create index suspensions_lab on suspensions (lab_id);
create index suspensions_host on suspensions (host_id);

create table suspension_runs (
  suspension_id uuid not null references suspensions on delete cascade,
  run_id uuid not null,
  tenant_id uuid not null references tenants,
  memory_layer_id uuid not null references layers,
  primary key (suspension_id, run_id)
);

alter table vms
  drop constraint vms_intent_check,
  add constraint vms_intent_check check (intent in ('running', 'suspended', 'stopped', 'deleted'));

-- Why the run could not be suspended when that was asked for last.
alter table runs add column rest_trouble jsonb;

do $$
declare
  name text;
begin
  foreach name in array array['suspensions', 'suspension_runs'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using ((select scope_everyone()) or tenant_id = (select scope_tenant()))', name);
  end loop;
end
$$;
create trigger tell after insert or update or delete on suspensions for each row execute function tell_change('lab');
