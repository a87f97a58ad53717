import { spawnSync } from 'node:child_process'

/**
 * Runs a tool with its output on the terminal. Words only, no shell.
 *
 * @param {readonly string[]} words
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @returns {number} its exit code, or 127 when it isn't there
 */
export function runShown(words, options = {}) {
  const [program = '', ...rest] = words
  const end = spawnSync(program, rest, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: 'inherit' })
  return end.status ?? 127
}

/**
 * Runs a tool for what it prints.
 *
 * @param {readonly string[]} words
 * @returns {{ code: number, output: string }} `code` is 127 when it isn't there
 */
export function runRead(words) {
  const [program = '', ...rest] = words
  const end = spawnSync(program, rest, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  return { code: end.status ?? 127, output: end.stdout ?? '' }
}
