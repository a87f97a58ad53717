import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryMisfit } from './memory-fit.ts'

const saved = { accelerator: 'tcg', machineType: 'pc-q35-7.2', cpuModel: 'max', qemuVersion: '7.2.0' }

test('memory goes on where everything is as it was saved with, and nowhere else: then it is said what differs (SNP-4)', () => {
  assert.equal(memoryMisfit(saved, { ...saved }, 'host a'), null)
  assert.equal(
    memoryMisfit(saved, { ...saved, qemuVersion: '8.2.1' }, 'host a'),
    'QEMU 7.2.0, and host a has QEMU 8.2.1',
  )
  assert.equal(
    memoryMisfit(saved, { ...saved, accelerator: 'kvm', cpuModel: 'host' }, 'host a'),
    'accelerator tcg, processor max, and host a has accelerator kvm, processor host',
  )
  assert.equal(
    memoryMisfit(saved, { ...saved, machineType: '' }, 'host a'),
    'board pc-q35-7.2, and host a has board (none)',
  )
})
