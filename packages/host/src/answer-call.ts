import type { HostCall, ResultOf } from '@paddock/host-api'
import type { Drivers } from './ports.ts'

/** Answers what a controller asks beside the assignment, by the driver that knows. */
export function answerCall(drivers: Drivers, call: HostCall): Promise<ResultOf<HostCall>> {
  switch (call.method) {
    case 'exec':
      return drivers.machines.exec(call)
    case 'press':
      return drivers.machines.press(call)
    case 'picture':
      return drivers.machines.picture(call)
    case 'traffic':
      return drivers.networks.traffic(call.lab)
  }
}
