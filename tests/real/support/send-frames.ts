import { readFileSync } from 'node:fs'
import koffi from 'koffi'

// Sends Ethernet frames, one a line in hexadecimal on standard input, on the interface that is named. Source: packet(7).
const name = process.argv[2] ?? ''
const libc = koffi.load('libc.so.6')
const socket = libc.func('int socket(int domain, int type, int protocol)')
const ifNameToIndex = libc.func('unsigned int if_nametoindex(const char *name)')
const sendTo = libc.func('long sendto(int fd, void *bytes, size_t length, int flags, void *to, int toLength)')

const fd = socket(17 /* AF_PACKET */, 3 /* SOCK_RAW */, 0)
const to = Buffer.alloc(20)
to.writeUInt16LE(17, 0)
to.writeInt32LE(ifNameToIndex(name), 4)
for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const frame = Buffer.from(line, 'hex')
  if (sendTo(fd, frame, frame.length, 0, to, to.length) !== frame.length)
    throw new Error(`A frame was not sent: ${line}`)
}
