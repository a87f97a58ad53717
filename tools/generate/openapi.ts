import { endpoints, openApi } from '@paddock/api'
import { generatedLine, writeGenerated } from './lib/write.ts'

// The OpenAPI document of the whole API, as the controller also serves it.

const path = 'docs/reference/openapi.json'
writeGenerated(path, JSON.stringify({ 'x-generated': generatedLine, ...openApi(endpoints) }, null, 2))
console.log(`${path}: ${endpoints.length} endpoints.`)
