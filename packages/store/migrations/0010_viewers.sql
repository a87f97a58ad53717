-- A role that only looks, in a project or in the whole tenant.
alter table users drop constraint users_role_check;
alter table users add constraint users_role_check check (role in ('administrator', 'member', 'viewer'));
alter table members drop constraint members_role_check;
alter table members add constraint members_role_check check (role in ('administrator', 'member', 'viewer'));
