/** What `paddockd` without a known command answers. */
export const usage = `paddockd <command> [--data FOLDER]

  all         PostgreSQL, controller and host on this machine, supervised
  sim         the same with simulated hosts: no root, no QEMU
  controller  the controller alone
  host        the host alone, as root
  add-key     adds a newest key for sealing secrets; the next start of the controller seals all of them anew

Settings: PADDOCK_DATA, PADDOCK_LISTEN, DATABASE_URL, PADDOCK_CONFIG and the file that it names (docs/reference/settings.md).`
