import { type Fields, fields, flag, integer, list, optionalText, text } from './read.ts'

/** Most commands answer with an empty object, which says nothing more than that they worked. */
const done = (_value: unknown): void => {}

/**
 * How the reply of each command is read, and so which commands there are.
 *
 * Only what Paddock uses. Source: the QEMU QMP reference, version 7.2.
 */
export const replies = {
  qmp_capabilities: done,
  'query-status': value => ({ status: text(fields(value), 'status'), running: flag(fields(value), 'running') }),
  'query-version': value => {
    const version = fields(fields(value).qemu)
    return { major: integer(version, 'major'), minor: integer(version, 'minor'), micro: integer(version, 'micro') }
  },
  'query-kvm': value => ({ enabled: flag(fields(value), 'enabled') }),
  'query-chardev': value =>
    list(value, item => ({ label: text(fields(item), 'label'), frontendOpen: flag(fields(item), 'frontend-open') })),
  'query-named-block-nodes': value =>
    list(value, item => ({
      nodeName: text(fields(item), 'node-name'),
      driver: text(fields(item), 'drv'),
      /** A file, or what else the node's driver reads from. */
      file: text(fields(item), 'file'),
      readOnly: flag(fields(item), 'ro'),
      virtualSizeBytes: integer(fields(fields(item).image), 'virtual-size'),
    })),
  'query-block': value =>
    list(value, item => {
      const inserted = fields(item).inserted
      return {
        /** Id of the device, or for virtio its place in QEMU's tree of objects. */
        device: optionalText(fields(item), 'qdev') ?? '',
        nodeName: inserted === undefined ? null : (optionalText(fields(inserted), 'node-name') ?? null),
      }
    }),
  'query-blockstats': value =>
    list(value, item => {
      const stats = fields(fields(item).stats)
      return {
        nodeName: optionalText(fields(item), 'node-name'),
        device: optionalText(fields(item), 'qdev'),
        readBytes: integer(stats, 'rd_bytes'),
        writtenBytes: integer(stats, 'wr_bytes'),
      }
    }),
  'qom-list': value => list(value, item => ({ name: text(fields(item), 'name'), type: text(fields(item), 'type') })),
  'qom-get': (value): unknown => value,
  'qom-set': done,
  'query-fdsets': value =>
    list(value, item => ({
      id: integer(fields(item), 'fdset-id'),
      descriptors: list(fields(item).fds, one => ({
        descriptor: integer(fields(one), 'fd'),
        opaque: optionalText(fields(one), 'opaque'),
      })),
    })),
  'human-monitor-command': (value): string => {
    if (typeof value !== 'string') throw new Error('Text was expected.')
    return value
  },
  cont: done,
  stop: done,
  quit: done,
  system_powerdown: done,
  system_reset: done,
  screendump: done,
  'input-send-event': done,
  'set-action': done,
  set_link: done,
  getfd: done,
  closefd: done,
  'add-fd': value => ({ set: integer(fields(value), 'fdset-id'), descriptor: integer(fields(value), 'fd') }),
  'remove-fd': done,
  netdev_add: done,
  netdev_del: done,
  device_add: done,
  device_del: done,
  'blockdev-add': done,
  'blockdev-del': done,
  'blockdev-reopen': done,
  'blockdev-open-tray': done,
  'blockdev-close-tray': done,
  'blockdev-insert-medium': done,
  'blockdev-remove-medium': done,
  block_resize: done,
  transaction: done,
  migrate: done,
  'migrate-incoming': done,
  'migrate-set-capabilities': done,
  'migrate-set-parameters': done,
  'migrate-continue': done,
  migrate_cancel: done,
  'query-migrate': value => {
    const ram = fields(value).ram
    return {
      status: optionalText(fields(value), 'status'),
      /** How often it was asked what the guest has written since the last time; 0 until it sends memory. */
      dirtySyncCount: ram === undefined ? 0 : integer(fields(ram), 'dirty-sync-count'),
      remainingBytes: ram === undefined ? 0 : integer(fields(ram), 'remaining'),
    }
  },
  'xen-save-devices-state': done,
} satisfies Record<string, (value: unknown) => unknown>

export type CommandName = keyof typeof replies
export type Reply<Name extends CommandName> = ReturnType<(typeof replies)[Name]>
export type Arguments = Fields
