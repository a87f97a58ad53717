-- Wrong guesses, by what they are about: `account acme/ann@acme.test`, also where there is no such account, and `address 192.0.2.7`.
create table guards (
  name text primary key,
  failures integer not null,
  failed_at timestamptz not null,
  shut_until timestamptz
);
create index guards_age on guards (failed_at);

-- What it takes the place of.
drop table failed_sign_ins;
