// Numbers of Linux on x86-64. Sources: asm/unistd_64.h, linux/random.h.
const path = Buffer.from('/dev/urandom\0')
const addEntropy = 0x40085203
const reseedCrng = 0x5207

/**
 * A program of a few hundred bytes for a Linux guest: gives the kernel these random numbers, lets it draw all further ones anew, and sets
 * its clock. Ends with 0 when all of that was done.
 *
 * In machine code, because a guest may have nothing that could call ioctl(2), and after the fact a write to /dev/urandom alone leaves the
 * numbers of the next minute the same in all copies (random(4), RNDRESEEDCRNG).
 */
export function reseedProgram({ random, at }: { random: Buffer; at: Date }): Buffer {
  const info = Buffer.alloc(8)
  info.writeInt32LE(random.length * 8, 0)
  info.writeInt32LE(random.length, 4)
  const time = Buffer.alloc(16)
  time.writeBigInt64LE(BigInt(Math.floor(at.getTime() / 1000)), 0)
  time.writeBigInt64LE(BigInt((at.getTime() % 1000) * 1_000_000), 8)
  const data = Buffer.concat([info, random, time, path])
  const place = { info: 0, time: info.length + random.length, path: info.length + random.length + time.length }

  const code: number[] = []
  const data_: { at: number; to: number }[] = []
  const put = (...bytes: number[]) => code.push(...bytes)
  const u32 = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >>> 24) & 0xff]
  const lea = (modrm: number, to: number) => {
    put(0x48, 0x8d, modrm, 0, 0, 0, 0)
    data_.push({ at: code.length, to })
  }
  const syscall = (number: number) => put(0xb8, ...u32(number), 0x0f, 0x05)
  /** Remembers in ebp that something failed: `test eax, eax; setne al; movzx eax, al; or ebp, eax`. */
  const check = () => put(0x85, 0xc0, 0x0f, 0x95, 0xc0, 0x0f, 0xb6, 0xc0, 0x09, 0xc5)
  put(0x31, 0xed) // xor ebp, ebp
  lea(0x3d, place.path) // lea rdi, path
  put(0xbe, ...u32(2), 0x31, 0xd2) // mov esi, O_RDWR; xor edx, edx
  syscall(2) // open
  put(0x89, 0xc3) // mov ebx, eax
  put(0x89, 0xdf, 0xbe, ...u32(addEntropy)) // mov edi, ebx; mov esi, RNDADDENTROPY
  lea(0x15, place.info) // lea rdx, info
  syscall(16) // ioctl
  check()
  put(0x89, 0xdf, 0xbe, ...u32(reseedCrng), 0x31, 0xd2)
  syscall(16)
  check()
  put(0x31, 0xff) // xor edi, edi: CLOCK_REALTIME
  lea(0x35, place.time) // lea rsi, time
  syscall(227) // clock_settime
  check()
  put(0x89, 0xef) // mov edi, ebp
  syscall(60) // exit

  const text = Buffer.from(code)
  for (const { at, to } of data_) text.writeInt32LE(text.length + to - at, at - 4)
  return Buffer.concat([elfHead(text.length + data.length), text, data])
}

const loadAddress = 0x400000
const headBytes = 64 + 56

/** The head of a program that is loaded as it is and begins right behind it. Source: elf(5). */
function elfHead(bytes: number): Buffer {
  const head = Buffer.alloc(headBytes)
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], 0)
  head.writeUInt16LE(2, 16) // ET_EXEC
  head.writeUInt16LE(62, 18) // EM_X86_64
  head.writeUInt32LE(1, 20)
  head.writeBigUInt64LE(BigInt(loadAddress + headBytes), 24) // entry
  head.writeBigUInt64LE(64n, 32) // program headers
  head.writeUInt16LE(64, 52)
  head.writeUInt16LE(56, 54)
  head.writeUInt16LE(1, 56)
  head.writeUInt32LE(1, 64) // PT_LOAD
  head.writeUInt32LE(5, 68) // PF_R | PF_X
  head.writeBigUInt64LE(BigInt(loadAddress), 80)
  head.writeBigUInt64LE(BigInt(loadAddress), 88)
  head.writeBigUInt64LE(BigInt(headBytes + bytes), 96)
  head.writeBigUInt64LE(BigInt(headBytes + bytes), 104)
  head.writeBigUInt64LE(0x1000n, 112)
  return head
}
