import koffi from 'koffi'

const libc = koffi.load('libc.so.6')

/** Source: linux/mount.h. */
const msBind = 4096

koffi.struct('iovec', { base: 'void *', length: 'size_t' })
koffi.struct('msghdr', {
  name: 'void *',
  namelen: 'uint32_t',
  iov: 'iovec *',
  iovlen: 'size_t',
  control: 'void *',
  controllen: 'size_t',
  flags: 'int',
})

/** Bytes of a set of signals. Source: glibc, bits/types/__sigset_t.h. */
const signalSetBytes = 128
const everySignal = Buffer.alloc(signalSetBytes, 0xff)
/** Source: signal.h. */
const sigSetmask = 2

/** A call of the kernel that failed, with the name of its error number (errno(3)). */
export class SystemCallFailed extends Error {
  override readonly name = 'SystemCallFailed'
  readonly code: string

  constructor(call: string, errno: number) {
    const code = Object.entries(koffi.os.errno).find(([, number]) => number === errno)?.[0] ?? `error ${errno}`
    super(`${call} failed: ${code}`)
    this.code = code
  }
}

/** What a call returned. @throws SystemCallFailed when that is negative. */
function checked(call: string, result: number): number {
  if (result < 0) throw new SystemCallFailed(call, koffi.errno())
  return result
}

const call = {
  socket: libc.func('int socket(int domain, int type, int protocol)'),
  connect: libc.func('int connect(int fd, _In_ uint8_t *address, uint32_t length)'),
  getsockopt: libc.func('int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *length)'),
  sendmsg: libc.func('int64_t sendmsg(int fd, _In_ msghdr *message, int flags)'),
  ioctl: libc.func('int ioctl(int fd, unsigned long request, _Inout_ uint8_t *argument)'),
  memfd_create: libc.func('int memfd_create(const char *name, unsigned int flags)'),
  fcntl: libc.func('int fcntl(int fd, int command, int argument)'),
  pipe2: libc.func('int pipe2(_Out_ int *fds, int flags)'),
  send: libc.func('int64_t send(int fd, _In_ uint8_t *bytes, size_t length, int flags)'),
  recv: libc.func('int64_t recv(int fd, _Out_ uint8_t *bytes, size_t length, int flags)'),
  setns: libc.func('int setns(int fd, int type)'),
  unshare: libc.func('int unshare(int flags)'),
  mount: libc.func(
    'int mount(const char *source, const char *target, const char *type, unsigned long flags, void *data)',
  ),
  pthread_sigmask: libc.func('int pthread_sigmask(int how, _In_ uint8_t *set, _Out_ uint8_t *before)'),
  umount2: libc.func('int umount2(const char *target, int flags)'),
}

/** The few calls of the C library that Node lacks. Each is over in microseconds and never waits. */
export const libcCalls = {
  socket: (domain: number, type: number, protocol = 0): number =>
    checked('socket', call.socket(domain, type, protocol)),
  connect: (fd: number, address: Buffer): number => checked('connect', call.connect(fd, address, address.length)),
  getsockopt(fd: number, level: number, name: number, bytes: number): Buffer {
    const value = Buffer.alloc(bytes)
    checked('getsockopt', call.getsockopt(fd, level, name, value, [bytes]))
    return value
  },
  sendmsg(fd: number, bytes: Buffer, control: Buffer, flags: number): number {
    const message = {
      name: null,
      namelen: 0,
      iov: [{ base: bytes, length: bytes.length }],
      iovlen: 1,
      control,
      controllen: control.length,
      flags: 0,
    }
    return checked('sendmsg', Number(call.sendmsg(fd, message, flags)))
  },
  ioctl: (fd: number, request: number, argument: Buffer): number => checked('ioctl', call.ioctl(fd, request, argument)),
  memfdCreate: (name: string, flags: number): number => checked('memfd_create', call.memfd_create(name, flags)),
  pipe2(flags: number): [read: number, write: number] {
    const fds: number[] = [0, 0]
    checked('pipe2', call.pipe2(fds, flags))
    return [fds[0] ?? -1, fds[1] ?? -1]
  },
  send: (fd: number, bytes: Buffer): number => checked('send', Number(call.send(fd, bytes, bytes.length, 0))),
  recv: (fd: number, into: Buffer): number => checked('recv', Number(call.recv(fd, into, into.length, 0))),
  setns: (fd: number, type: number): number => checked('setns', call.setns(fd, type)),
  unshare: (flags: number): number => checked('unshare', call.unshare(flags)),
  bindMount: (source: string, target: string): number =>
    checked('mount', call.mount(source, target, 'none', msBind, null)),
  umount: (target: string, flags: number): number => checked('umount2', call.umount2(target, flags)),
  fcntl: (fd: number, command: number, argument: number): number => checked('fcntl', call.fcntl(fd, command, argument)),
}

/** Does work during which no signal comes to this thread: one would end a wait of a library that does not take that up again (signal(7), EINTR). */
export function withoutSignals<T>(work: () => T): T {
  const before = Buffer.alloc(signalSetBytes)
  call.pthread_sigmask(sigSetmask, everySignal, before)
  try {
    return work()
  } finally {
    call.pthread_sigmask(sigSetmask, before, Buffer.alloc(signalSetBytes))
  }
}
