create table products (id int primary key, name text not null, price_cents int not null check (price_cents > 0));
insert into products values (1, 'Kettle', 3490), (2, 'Teapot', 2450), (3, 'Cup', 790), (4, 'Saucer', 490), (5, 'Tin of tea', 1290), (6, 'Tea strainer', 620);
create table orders (id bigint generated always as identity primary key, product_id int not null references products, quantity int not null check (quantity between 1 and 100), price_cents int not null, customer text not null, run text not null, created_at timestamptz not null default now());
create index orders_by_run on orders (run);
create role shop login;
grant select on products to shop;
grant select, insert on orders to shop;
