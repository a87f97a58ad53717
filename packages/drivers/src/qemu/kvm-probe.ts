/*
 * The first steps of every operating system, as a boot sector: from 16 to 64 bits with paging, and the registers that Linux writes before it
 * says a word. Made by `as probe.S -o probe.o && ld -Ttext 0 --oformat binary probe.o`, from this:
 *
 *   .code16
 *   .org 0
 * start:
 *   cli
 *   xorw %ax, %ax
 *   movw %ax, %ds
 *   movw %ax, %es
 *   movw %ax, %ss
 *   movw $0x7c00, %sp
 *   movw $0x1000, %di             # page tables at 0x1000, all zero
 *   xorl %eax, %eax
 *   movw $0x0c00, %cx
 *   rep stosl
 *   movw $0x1000, %di             # the first 2 MiB, as one page
 *   movl $0x2003, (%di)
 *   movl $0x3003, 0x1000(%di)
 *   movl $0x0083, 0x2000(%di)
 *   movl $0x1000, %eax
 *   movl %eax, %cr3
 *   movl %cr4, %eax
 *   orl  $0x20, %eax              # PAE
 *   movl %eax, %cr4
 *   movl $0xc0000080, %ecx        # EFER: long mode, SYSCALL
 *   rdmsr
 *   orl  $0x101, %eax
 *   wrmsr
 *   lgdt gdtr + 0x7c00
 *   movl %cr0, %eax
 *   orl  $0x80000001, %eax        # protection and paging
 *   movl %eax, %cr0
 *   ljmp $8, $(long + 0x7c00)
 *   .code64
 * long:
 *   movl $0x277, %ecx             # PAT
 *   rdmsr
 *   wrmsr
 *   movl $0x1b, %ecx              # APIC base
 *   rdmsr
 *   wrmsr
 *   movl $0xc0000082, %ecx        # LSTAR
 *   rdmsr
 *   wrmsr
 *   movl $0xc0000101, %ecx        # GS base
 *   rdmsr
 *   wrmsr
 *   movw $0x501, %dx              # isa-debug-exit: ends QEMU with 2 * 0x2a + 1
 *   movb $0x2a, %al
 *   outb %al, %dx
 * 1: hlt
 *   jmp 1b
 *   .align 8
 * gdt:
 *   .quad 0
 *   .quad 0x00209a0000000000
 *   .quad 0x0000920000000000
 * gdtr:
 *   .word 23
 *   .long gdt + 0x7c00
 *   .org 510
 *   .word 0xaa55
 */
const code =
  'fa31c08ed88ec08ed0bc007cbf00106631c0b9000c66f3abbf001066c7050320000066c78500100330000066c7850020' +
  '8300000066b8001000000f22d80f20e06683c8200f22e066b9800000c00f32660d010100000f300f0116b87c0f20c066' +
  '0d010000800f22c0ea6d7c0800b9770200000f320f30b91b0000000f320f30b9820000c00f320f30b9010100c00f320f' +
  '3066ba0105b02aeef4ebfd0f1f440000000000000000000000000000009a200000000000009200001700a07c'

/** What QEMU ends with when the probe came to its end. */
export const kvmProbeExitCode = 2 * 0x2a + 1

/** A disk to boot from. SeaBIOS reads no sector of one that is smaller than a track. */
export function kvmProbe(): Buffer {
  const image = Buffer.alloc(1024 * 1024)
  image.write(code, 'hex')
  image.writeUInt16LE(0xaa55, 510)
  return image
}
