import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inOrder, moduleNeeds } from './kernelModules.ts'

test('a module comes after all that it needs, once, and one that does not exist is left out', async () => {
  const needs: Record<string, string[]> = { net: ['ring', 'virtio'], pci: ['ring'], ring: ['virtio'], virtio: [] }
  assert.deepEqual(await inOrder(['net', 'built-in', 'pci'], async name => needs[name]), [
    'virtio',
    'ring',
    'net',
    'pci',
  ])
})

test('what a module needs is read from what it says of itself', () => {
  const module = (text: string) => Buffer.from(`\x7fELF…\0license=GPL\0${text}name=x\0`)
  assert.deepEqual(moduleNeeds(module('depends=virtio_ring,crc-t10dif\0')), ['virtio_ring', 'crc_t10dif'])
  assert.deepEqual(moduleNeeds(module('depends=\0')), [])
  assert.deepEqual(moduleNeeds(module('')), [])
})
