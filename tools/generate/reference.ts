import { endpoints } from '@paddock/api'
import { exitCodes, nouns } from '../../apps/cli/src/index.ts'
import { apiPage } from './lib/api-page.ts'
import { cliPage } from './lib/cli-page.ts'
import { problemsPage } from './lib/problems-page.ts'
import { generatedLine, writeGenerated } from './lib/write.ts'

// The reference pages: what is looked up, made from what is true.

const head = `<!-- ${generatedLine} -->\n\n`
writeGenerated('docs/reference/api.md', head + apiPage(endpoints, nouns))
writeGenerated('docs/reference/problems.md', head + problemsPage(endpoints))
writeGenerated('docs/reference/cli.md', head + cliPage(nouns, exitCodes))
console.log('docs/reference: api.md, problems.md, cli.md.')
