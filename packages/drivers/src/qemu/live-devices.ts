import { Problem } from '@paddock/model'
import { type QmpClient, QmpError, QmpTimeout } from '@paddock/qmp'

/** How long a guest may take to let go of a device. One without an operating system never does. */
const letGoMs = 10_000

/** Ids of the devices that a living QEMU has. */
export async function liveDevices(qmp: QmpClient): Promise<Set<string>> {
  return new Set((await qmp.execute('qom-list', { path: '/machine/peripheral' })).map(device => device.name))
}

/**
 * Takes a device out, which the guest has to agree to.
 *
 * @throws Problem `not-now` when it does not in time. It may still do so later.
 */
export async function unplug(qmp: QmpClient, device: string): Promise<void> {
  const gone = qmp.nextEvent(event => event.name === 'DEVICE_DELETED' && event.data.device === device, letGoMs)
  // Awaited below, where nothing else failed before.
  gone.catch(() => {})
  try {
    await qmp.execute('device_del', { id: device })
  } catch (cause) {
    // It went meanwhile; or the guest was asked before, and has not answered yet.
    if (!(cause instanceof QmpError)) throw cause
    if (cause.errorClass === 'DeviceNotFound') return
    if (!cause.description.includes('already in the process of unplug')) throw cause
  }
  try {
    await gone
  } catch (cause) {
    if (!(cause instanceof QmpTimeout)) throw cause
    if (!(await liveDevices(qmp)).has(device)) return
    throw new Problem('not-now', 'The guest has not let go of a device. Shut the machine down to remove it.', { cause })
  }
}
