-- Since when a machine has been there is kept with a snapshot: one that a revert brings back is as old as it was. Of those that are gone it is
-- not known any more; they were there when the snapshot was taken.
do $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
begin
  perform set_config('paddock.scope', '*', true);
  update snapshots set content = jsonb_set(content, '{vms}', coalesce((
    select jsonb_agg(kept.vm || jsonb_build_object('createdAt', coalesce(vms.created_at, snapshots.created_at)) order by kept.place)
    from jsonb_array_elements(snapshots.content -> 'vms') with ordinality as kept(vm, place)
      left join vms on vms.id = (kept.vm ->> 'id')::uuid), '[]'));
  perform set_config('paddock.scope', scope, true);
end
$$;
