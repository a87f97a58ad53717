import type { ProblemCode } from '@paddock/model'

/** Why something is not as it should be, as hosts report it. */
export interface StoredTrouble {
  readonly code: ProblemCode
  readonly message: string
}

/** What a guest's agent told last. */
export interface StoredAgent {
  readonly connected: boolean
  readonly addresses: readonly { readonly mac: string; readonly address: string }[]
}

/** What a host said of itself last. */
export interface StoredHostFacts {
  readonly cores: number
  readonly memoryMiB: number
  readonly memoryAvailableMiB: number
  readonly diskBytes: number
  readonly diskAvailableBytes: number
  readonly accelerator: 'kvm' | 'tcg' | 'simulated'
  readonly acceleratorReason: string
  readonly qemuVersion: string
  readonly kernel: string
}
