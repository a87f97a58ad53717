import assert from 'node:assert/strict'
import { until } from '@paddock/testing'
import type { Installation } from './installation.ts'
import { type Lab, sh } from './lab.ts'

/** A machine counts to the other over one TCP connection that is never opened again; what arrives is kept there. */
export async function stream(paddock: Installation, lab: Lab): Promise<void> {
  const [from, to] = lab.vms
  assert.ok(from && to)
  await sh(
    paddock,
    to.id,
    // One whose own input has ended tells the other that it will say nothing, and that one leaves.
    '(sleep 99999 | nc -l -p 5000 >/run/got) </dev/null >/dev/null 2>&1 & until netstat -ltn | grep -q :5000; do usleep 50000; done',
  )
  const count = 'n=0; while n=$((n + 1)); do echo $n; usleep 200000; done'
  const address = to.interfaces[0]?.address
  await sh(paddock, from.id, `(${count} | nc ${address} 5000) </dev/null >/dev/null 2>&1 &`)
}

/** How many numbers have arrived, which must be every one from 1 on. A line that is not whole yet is left out. */
export async function arrived(paddock: Installation, lab: Lab): Promise<number> {
  const numbers = (await sh(paddock, lab.vms[1]?.id ?? '', 'cat /run/got')).split('\n').slice(0, -1).map(Number)
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => at + 1),
    `${lab.name}: a number was lost`,
  )
  return numbers.length
}

/** Waits until more has arrived than that. */
export const goesOn = async (paddock: Installation, lab: Lab, beyond: number) =>
  until(`the stream in ${lab.name} goes on`, async () => ((await arrived(paddock, lab)) > beyond ? true : undefined), {
    withinMs: 120_000,
  })
