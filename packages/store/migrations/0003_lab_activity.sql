-- Which lab a record is about, also when that is one of the lab's parts, and when lab or part is long gone.
alter table audit add column lab_id uuid;
create index audit_lab on audit (lab_id, id) where lab_id is not null;

-- Since when a run is to end; null: nobody asked for that.
alter table runs add column end_asked_at timestamptz;

do $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
begin
  perform set_config('paddock.scope', '*', true);
  update audit set lab_id = labs.id from labs where subject_kind = 'lab' and subject_id = labs.id::text;
  update audit set lab_id = vms.lab_id from vms where subject_kind = 'vm' and subject_id = vms.id::text;
  update audit set lab_id = networks.lab_id from networks where subject_kind = 'network' and subject_id = networks.id::text;
  update audit set lab_id = disks.lab_id from disks where subject_kind = 'disk' and subject_id = disks.id::text;
  update audit set lab_id = interfaces.lab_id from interfaces where subject_kind = 'interface' and subject_id = interfaces.id::text;
  perform set_config('paddock.scope', scope, true);
end
$$;
