// Who may import whom. ARCHITECTURE: `apps` are what you run, `packages` are what you import; what is not listed here is refused.
// `npm run check` runs these rules (tools/check/imports.ts) and fails if they were not applied to every source file.

/** For each package: the packages of ours that it may import. Tests may also import `testing`. */
const mayImport = {
  model: [],
  api: ['model'],
  'host-api': ['model'],
  store: ['model'],
  // It makes images on a host, by commands and in folders of its own: linux holds `run` and `removeTree`.
  starter: ['model', 'linux'],
  controller: ['model', 'api', 'host-api', 'store'],
  host: ['model', 'host-api'],
  qmp: [],
  linux: [],
  postgres: ['linux'],
  drivers: ['model', 'host-api', 'host', 'qmp', 'linux', 'starter'],
  sdk: ['model', 'api'],
  cli: ['model', 'sdk'],
  portal: ['model', 'sdk'],
  testing: [
    'model',
    'api',
    'host-api',
    'store',
    'starter',
    'controller',
    'host',
    'drivers',
    'qmp',
    'linux',
    'postgres',
    'sdk',
  ],
}

const test = '[.]test[.]tsx?$'
/** @param {readonly string[]} names */
const one = names => `^(packages|apps)/(${names.join('|')})/`

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const betweenPackages = Object.entries(mayImport).map(([name, others]) => ({
  name: `${name}-imports`,
  comment: `${name} may import ${others.length === 0 ? 'nothing of ours' : others.join(', ')}.`,
  severity: 'error',
  from: { path: `^(packages|apps)/${name}/`, pathNot: test },
  to: { path: '^(packages|apps|tests|tools|bench)/', pathNot: one([name, ...others]) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...betweenPackages,
    {
      name: 'tests-import',
      comment:
        'A test beside its file may import what its package may, and testing; whatever it needs more belongs to tests/.',
      severity: 'error',
      from: { path: `^(packages|apps)/([^/]+)/.*${test}` },
      to: { path: '^(apps/(?!$2/)|tests/|tools/|bench/)' },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'What runs in production never imports the test builders.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: ['^packages/testing/', test] },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'front-door',
      comment: "From outside a package only its index is imported; a file beside it is that package's own.",
      severity: 'error',
      from: { path: '^(packages|apps|tests|tools|bench)/([^/]+)' },
      to: {
        path: '^(packages|apps)/[^/]+/',
        // The drivers' contract is tests with a door of their own: real and simulated drivers pass the same.
        pathNot: ['^(packages|apps)/[^/]+/src/index[.]ts$', '^packages/drivers/contract/index[.]ts$', '^$1/$2/'],
      },
    },
    {
      name: 'files-inside',
      comment: "Inside a package the file is imported, never the package's own index.",
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/src/' },
      to: { path: '^$1/$2/src/index[.]ts$' },
    },
    {
      name: 'model-is-pure',
      comment: 'model does no I/O: nothing of Node.',
      severity: 'error',
      from: { path: '^packages/model/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment:
        'A cycle means that two files are one thing, or that one of them knows too much. Types alone may close one: they are gone at run time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere would also escape every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'What a package imports stands in its own package.json.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    // dependency-cruiser finds no modules at all through TypeScript 7's own parser, and says that all is well.
    parser: 'swc',
    combinedDependencies: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
}
