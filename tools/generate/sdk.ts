import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Endpoint, endpoints } from '@paddock/api'
import { root } from '../check/root.ts'
import { nounOf } from './lib/names.ts'
import { sdkIndex, sdkNoun } from './lib/sdk.ts'
import { writeGenerated } from './lib/write.ts'

// The typed client in packages/sdk/src: a file for each noun, and the front door.

const folder = 'packages/sdk/src'

const nouns = Map.groupBy<string, Endpoint>(endpoints, nounOf)
for (const [noun, entries] of nouns) writeGenerated(`${folder}/${noun}.ts`, sdkNoun(noun, entries))
writeGenerated(`${folder}/index.ts`, sdkIndex([...nouns.keys()]))
for (const file of readdirSync(join(root, folder)))
  if (file !== 'index.ts' && !nouns.has(file.replace('.ts', ''))) rmSync(join(root, folder, file))

const format = spawnSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', folder], { cwd: root })
if (format.status !== 0) throw new Error(`Formatting ${folder} failed: ${format.stderr}`)
console.log(`${folder}: ${nouns.size} nouns, ${endpoints.length} endpoints.`)
