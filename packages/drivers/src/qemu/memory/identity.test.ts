import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AgentError, type GuestAgent } from '@paddock/qmp'
import { renewIdentity } from './identity.ts'

const silent = new AgentError('absent', 'It is not there.')

/** An agent that answers each call in turn with an exit code or an error, and the last one ever after. */
function agent(...answers: (number | Error)[]): Pick<GuestAgent, 'exec'> {
  return {
    exec: async () => {
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? assert.fail()
      if (answer instanceof Error) throw answer
      return { exitCode: answer, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), truncated: false }
    },
  }
}

/** What is said of a guest that is asked fifty times at most. */
async function saidOf(agent: Pick<GuestAgent, 'exec'>): Promise<string[]> {
  const said: string[] = []
  let asked = 0
  const sleep = async () => {
    asked++
  }
  await renewIdentity(agent, { unwanted: () => asked === 50, say: identity => said.push(identity), sleep })
  return said
}

test('a guest whose agent answers late is said to have no identity of its own so far, and then to have one', async () => {
  assert.deepEqual(await saidOf(agent(...Array(25).fill(silent), 0)), ['unrenewed', 'own'])
})

test('a guest that answers is renewed at once', async () => {
  assert.deepEqual(await saidOf(agent(silent, new Error('nonsense'), 0)), ['own'])
})

test('a guest that cannot be renewed is not asked again', async () => {
  assert.deepEqual(await saidOf(agent(1)), ['unrenewed'])
})

test('a guest without an agent is told of once', async () => {
  assert.deepEqual(await saidOf(agent(silent)), ['unrenewed'])
})
