-- What labs are made from: a template's documents, one for each version. `templates.version` says which one is meant where none is named.
create table template_versions (
  template_id uuid not null references templates on delete cascade,
  version integer not null,
  tenant_id uuid references tenants,
  -- A LabSpec of packages/model.
  spec jsonb not null,
  -- What changed since the version before.
  note text not null default '',
  author_id uuid references users on delete set null,
  author_name text not null default '',
  -- Which version of the starter library it is; null: somebody published it.
  shipped integer,
  created_at timestamptz not null default now(),
  primary key (template_id, version)
);
alter table template_versions enable row level security;
alter table template_versions force row level security;
create policy scope on template_versions using ((select scope_everyone()) or tenant_id = (select scope_tenant()));
create policy public on template_versions for select using (tenant_id is null);

do $$
declare
  scope text := coalesce(current_setting('paddock.scope', true), '');
begin
  perform set_config('paddock.scope', '*', true);
  insert into template_versions (template_id, version, tenant_id, spec, shipped, created_at)
    select id, version, tenant_id, spec, case when tenant_id is null then version end, created_at from templates;
  perform set_config('paddock.scope', scope, true);
end
$$;
alter table templates
  drop column spec,
  -- At the end of the transaction: a template and its first version come together.
  add constraint templates_version foreign key (id, version) references template_versions (template_id, version) deferrable initially deferred;

-- Which labs a version is kept for.
create index labs_template on labs (template_id, template_version) where template_id is not null;
