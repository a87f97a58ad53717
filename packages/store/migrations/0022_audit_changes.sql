-- What a change changed, by field, as the audit log tells it: collected by triggers, so that no handler has to think of it, and of no
-- column that is not named here. The fields have the API's names; behind `!` stands one of which only that it changed is told.
create function audit_value(value jsonb, hidden boolean) returns jsonb language sql immutable as $$
  select case
    when value is null or value = 'null' then 'null'
    when hidden then '"(not shown)"'
    when length(value #>> '{}') > 500 then to_jsonb(left(value #>> '{}', 500) || '…')
    else value
  end
$$;

-- First argument: the kind of the audit log's subject whose id the row has, and the column of that if it is not `id`; empty: the row is a
-- part of whatever the record is about.
create function note_changes() returns trigger language plpgsql as $$
declare
  most constant integer := 200;
  was jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
  now_is jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
  noted jsonb := coalesce(nullif(current_setting('paddock.changes', true), '')::jsonb, '{}');
  key text := coalesce(nullif(split_part(tg_argv[0], '=', 2), ''), 'id');
  thing text := case when tg_argv[0] = '' then ''
    else split_part(tg_argv[0], '=', 1) || ' ' || coalesce(now_is ->> key, was ->> key) end;
  fields jsonb := coalesce(noted -> thing, '{}');
  field text;
  source text;
  hidden boolean;
begin
  for at in 1 .. tg_nargs - 1 loop
    field := split_part(tg_argv[at], '=', 1);
    source := coalesce(nullif(split_part(tg_argv[at], '=', 2), ''), field);
    hidden := left(field, 1) = '!';
    field := ltrim(field, '!');
    if coalesce(was -> source, 'null') is distinct from coalesce(now_is -> source, 'null') then
      fields := fields || jsonb_build_object(field, jsonb_build_array(
        coalesce(fields -> field -> 0, audit_value(was -> source, hidden)), audit_value(now_is -> source, hidden)));
    end if;
  end loop;
  if fields <> '{}' and (noted ? thing or (select count(*) from jsonb_object_keys(noted)) < most) then
    perform set_config('paddock.changes', (noted || jsonb_build_object(thing, fields))::text, true);
  end if;
  return null;
end
$$;

-- What the transaction changed so far, for its record: fields of its subject by their name, those of other things behind these.
create function take_changes(subject text) returns jsonb language plpgsql as $$
declare
  noted jsonb := nullif(current_setting('paddock.changes', true), '')::jsonb;
begin
  if noted is null then
    return null;
  end if;
  perform set_config('paddock.changes', '', true);
  return (
    select jsonb_object_agg(case when things.key in ('', subject) then fields.key else things.key || ' ' || fields.key end, fields.value)
    from jsonb_each(noted) things, jsonb_each(things.value) fields
  );
end
$$;

create trigger note_changes after update of name, description, owner_id, project_id on labs
  for each row execute function note_changes('lab', 'name', 'description', 'ownerId=owner_id', 'projectId=project_id');
-- What a machine is begun with may hold passwords and keys.
create trigger note_changes after update of name, description, cores, memory_mib, firmware, profile, start_stage, user_data, cd_asset_id on vms
  for each row execute function note_changes('vm', 'name', 'description', 'cores', 'memoryMiB=memory_mib', 'firmware', 'profile',
    'startStage=start_stage', '!userData=user_data', 'assetId=cd_asset_id');
create trigger note_changes after update of name, cidr, gateway, domain, dhcp, dns, nat on networks
  for each row execute function note_changes('network', 'name', 'cidr', 'gateway', 'domain', 'dhcp', 'dns', 'nat');
create trigger note_changes after update of network_id, address, connected on interfaces
  for each row execute function note_changes('interface', 'networkId=network_id', 'address', 'connected');
create trigger note_changes after update of size_bytes on volumes
  for each row execute function note_changes('', 'sizeBytes=size_bytes');
create trigger note_changes after update of name, description on projects
  for each row execute function note_changes('project', 'name', 'description');
create trigger note_changes after insert or update or delete on members
  for each row execute function note_changes('user=user_id', 'role');
create trigger note_changes after update of name, description, version on templates
  for each row execute function note_changes('template', 'name', 'description', 'version');
create trigger note_changes after update of name, description on snapshots
  for each row execute function note_changes('snapshot', 'name', 'description');
create trigger note_changes after update of name, email, role, disabled, password_hash on users
  for each row execute function note_changes('user', 'name', 'email', 'role', 'disabled', '!password=password_hash');
create trigger note_changes after update of name on tenants
  for each row execute function note_changes('tenant', 'name');
create trigger note_changes after update of session_hours, session_idle_minutes, totp_required on doors
  for each row execute function note_changes('', 'sessionHours=session_hours', 'sessionIdleMinutes=session_idle_minutes',
    'totpRequired=totp_required');
create trigger note_changes after update of name, client_id, sealed_secret, scope, groups_claim, group_roles, admits_everybody on ways
  for each row execute function note_changes('way', 'name', 'clientId=client_id', '!clientSecret=sealed_secret', 'scope',
    'groupsClaim=groups_claim', 'groupRoles=group_roles', 'admitsEverybody=admits_everybody');
create trigger note_changes after insert or update or delete on quota_limits
  for each row execute function note_changes('', 'labs', 'vms', 'networks', 'storageBytes=storage_bytes', 'runningLabs=running_labs',
    'runningVms=running_vms', 'runningVcpus=running_vcpus', 'runningMemoryMiB=running_memory_mib');
