-- What the machine's screen showed at the instant, small, as PNG. Null: no picture was taken.
alter table snapshot_runs add column picture bytea;
-- The snapshot that a version was saved from, as long as that is there.
alter table template_versions add column snapshot_id uuid references snapshots on delete set null;
create index template_versions_snapshot on template_versions (snapshot_id) where snapshot_id is not null;
