import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '@paddock/model'
import { readJson } from './json-body.ts'

const pathOf = (body: string | Buffer): string => {
  try {
    readJson(Buffer.from(body))
  } catch (problem) {
    assert.ok(problem instanceof Problem && problem.code === 'invalid-input', String(problem))
    return problem.fields[0]?.path ?? ''
  }
  return 'taken'
}

test('a body is read as strict JSON, and a refusal points at the field', () => {
  const cases: [string | Buffer, string][] = [
    ['{"a":{"b":[1,"two",null,true]}}', 'taken'],
    ['', 'taken'],
    ['{"emoji":"🏴‍☠️","escaped":"\\ud83d\\ude00"}', 'taken'],
    ['{', ''],
    [Buffer.from([0x22, 0xff, 0x22]), ''],
    ['{"a":{"b":["ok","\\u0000"]}}', '/a/b/1'],
    ['{"a":"\\ud800"}', '/a'],
    ['{"a":[{"__proto__":1}]}', '/a/0/__proto__'],
    ['{"a/b":{"c~d":"\\u0000"}}', '/a~1b/c~0d'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, '/0/0/0'],
    [`${'['.repeat(400_000)}${']'.repeat(400_000)}`, '/0/0/0'],
  ]
  for (const [body, path] of cases) assert.equal(pathOf(body), path, String(body).slice(0, 60))
})
