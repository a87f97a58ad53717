-- What a machine's memory was saved with, as its host says: it goes on only where all of that is the same. Null: not told yet, or no memory.
alter table layers add column compatibility jsonb;
