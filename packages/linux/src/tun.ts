import { closeSync, openSync } from 'node:fs'
import { libcCalls } from './libc.ts'
import { interfaceNameMaxBytes } from './link.ts'

// Source: linux/if_tun.h.
const tunSetIff = 0x400454ca
const iffTap = 0x0002
const iffNoPi = 0x1000
/** Frames carry the header that virtio-net needs to leave checksums and segmentation to the host. */
const iffVnetHdr = 0x4000
/** Fails if the interface is there already, instead of joining it. */
const iffTunExcl = 0x8000

/**
 * Makes a tap in the host's own network namespace and returns its descriptor.
 *
 * The tap is there as long as somebody holds the descriptor, in whatever namespace it is moved to; so it ends with its QEMU and leaves nothing.
 *
 * @throws SystemCallFailed `EBUSY` when the name is taken.
 */
export function openTap(name: string): number {
  if (Buffer.byteLength(name) > interfaceNameMaxBytes) throw new Error(`${name} is too long for an interface.`)
  const fd = openSync('/dev/net/tun', 'r+')
  try {
    const request = Buffer.alloc(40)
    request.write(name, 0)
    request.writeUInt16LE(iffTap | iffNoPi | iffVnetHdr | iffTunExcl, 16)
    libcCalls.ioctl(fd, tunSetIff, request)
    return fd
  } catch (cause) {
    closeSync(fd)
    throw cause
  }
}
