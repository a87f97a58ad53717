-- Layers that are put on one further down, and take up what is between.
alter table layers
  add column merging boolean not null default false,
  -- What it is to lie on while `merging`; null: on none. Until a host says so, it lies on its parent.
  add column merge_onto uuid references layers;
create index layers_merging on layers (merge_onto) where merging;
