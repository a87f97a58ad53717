export { removeTree } from './removeTree.ts'
export { CommandFailed, type RunOptions, run } from './run.ts'
