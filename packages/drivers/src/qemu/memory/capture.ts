/** Bytes of a page, of the guest's memory and of the host's mapping of it. */
export const pageBytes = 4096

/** Where the newest content of a page stands in the file of a capture; or that it is all zeros; or that it was not captured. */
export const notCaptured = -1
export const zeroPage = -2

/** One block of a machine's memory, by QEMU's name for it: the guest's RAM, or the memory of its screen. */
export interface CapturedBlock {
  readonly bytes: number
  /** For each page its place in the file, {@link zeroPage} or {@link notCaptured}. */
  readonly at: Float64Array
}

/** What was taken of a machine at one instant. It becomes a layer after the machine went on. */
export interface Capture {
  /** Holds the pages, and whatever else its maker wrote. */
  readonly file: string
  readonly blocks: ReadonlyMap<string, CapturedBlock>
  /** The state of everything but memory, as `-incoming` takes it. */
  readonly devices: Buffer
}

export const newBlock = (bytes: number): CapturedBlock => ({
  bytes,
  at: new Float64Array(bytes / pageBytes).fill(notCaptured),
})

/** QEMU's names for the blocks that are kept. All other memory of a machine is made anew from the same firmware. */
export const ramBlock = 'ram0'
export const screenBlock = 'vga.vram'

/** The name without the device's place in front: "0000:00:01.0/vga.vram". */
export const blockName = (id: string): string => id.slice(id.lastIndexOf('/') + 1)
export const isKept = (name: string): boolean => name === ramBlock || name === screenBlock
