/**
 * Dependency rules: imports run in one direction only, and each rule is named after what it protects.
 * transports (graphql, http, jobs, cli) → domain → (services and events by type, stores/contract, db/queries,
 * coordination/contract) → platform
 */

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** A module is a folder of src, or its file of the same name. */
const modules = (...names) => `^src/(${names.join('|')})(/|\\.ts$)`
const tests = '\\.test\\.ts$'
/** These compose the application: they may import everything, and nothing imports them. */
const composers = [
  '^src/start\\.mjs$',
  '^src/(main|server|deps)\\.ts$',
  '^src/cli/',
  '^src/development/',
  '^src/startup/',
]
const transports = modules('graphql', 'http', 'jobs', 'cli')

/** What the domain sees of the database. */
const databasePorts = ['^src/db/queries/', '^src/db/errors\\.ts$', '^src/db/transaction\\.ts$']

/** The part of src/stores that every module may import. */
const storesContract = '^src/stores/contract/'
/** What the stores have in common; it knows none of them. */
const storesShared = '^src/stores/shared/'

module.exports = {
  forbidden: [
    rule(
      'no-file-cycles',
      'Files do not import each other in a circle, not even for types.',
      {},
      { circular: true },
    ),
    rule(
      'services-import-no-domain',
      'What lives as long as the process does not depend on the domain.',
      { path: '^src/services/', pathNot: tests },
      { path: ['^src/domain/', ...[transports].flat()] },
    ),
    rule(
      'events-import-nothing-above',
      'The feed engine depends on the database, coordination and platform only.',
      { path: '^src/events/', pathNot: tests },
      { path: '^src/', pathNot: ['^src/(events|db|platform)/', '^src/coordination/contract\\.ts$'] },
    ),
    rule(
      'domain-receives-its-services',
      'The domain imports only types of services and events; deps.ts creates them.',
      { path: '^src/domain/', pathNot: tests },
      { path: '^src/(services|events)/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'graphql-base-imports-no-subfolder',
      'Files directly in src/graphql are the base of http, websocket, resolvers and schema.',
      { path: '^src/graphql/[^/]+\\.ts$', pathNot: tests },
      { path: '^src/graphql/(http|websocket|resolvers|schema)/' },
    ),
    rule(
      'no-unresolved',
      'Every import resolves; generated operations name a package that has only types.',
      { pathNot: ['\\.(js|cjs|mjs)$', '^packages/console/src/generated/'] },
      { couldNotResolve: true },
    ),
    rule(
      'composers-are-above',
      'main.ts, server.ts, deps.ts, startup, development and the command line compose the application; nothing else imports them.',
      { path: '^src/', pathNot: composers },
      { path: composers },
    ),
    rule(
      'domain-imports-no-transport',
      'The domain does not depend on how it was called.',
      { path: '^src/domain/' },
      { path: transports },
    ),
    rule(
      'domain-imports-no-store',
      'The domain uses the StoreAdapter interface, never one store.',
      { path: '^src/domain/' },
      { path: '^src/stores/', pathNot: storesContract },
    ),
    rule(
      'domain-uses-named-queries',
      'The domain uses the named statements of db/queries, db/errors.ts and db/transaction.ts, not tables, rows or the driver.',
      { path: '^src/domain/' },
      { path: '^src/db/', pathNot: [...databasePorts, '^src/db/client\\.ts$'] },
    ),
    rule(
      'domain-receives-its-database',
      'The domain imports only the type of db/client.ts; the connection is opened in deps.ts.',
      { path: '^src/domain/' },
      { path: '^src/db/client\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'coordination-by-contract',
      'Only deps.ts chooses between Redis and in-process coordination.',
      { path: modules('domain', 'graphql', 'http', 'jobs') },
      { path: '^src/coordination/', pathNot: '^src/coordination/contract\\.ts$' },
    ),
    rule(
      'transports-import-no-database',
      'A transport parses the request, calls one domain function and maps its result. Enqueueing due jobs, taking over the jobs of ended processes and connecting to the queue maintain the queue itself.',
      {
        path: modules('graphql', 'http', 'jobs'),
        pathNot: '^src/jobs/(?:due-jobs|job-connection-pool|worker-heartbeat)\\.ts$',
      },
      { path: '^src/db/' },
    ),
    rule(
      'transports-import-no-store',
      'Transports use the stores contract only.',
      { path: modules('graphql', 'http', 'jobs') },
      { path: '^src/stores/', pathNot: storesContract },
    ),
    rule(
      'stores-import-only-the-contract',
      'A store imports the contract and platform.',
      { path: '^src/stores/', pathNot: tests },
      { path: '^src/', pathNot: ['^src/stores/', '^src/platform/'] },
    ),
    rule(
      'stores-are-independent',
      'A store never imports another one.',
      { path: '^src/stores/([^/]+)/' },
      { path: '^src/stores/', pathNot: ['^src/stores/$1/', storesContract, storesShared] },
    ),
    rule(
      'contract-imports-no-store',
      'The contract does not depend on its implementations.',
      { path: storesContract },
      { path: '^src/', pathNot: ['^src/platform/', storesContract] },
    ),
    rule(
      'registry-is-imported-by-deps',
      'Only deps.ts and tests list the stores.',
      { path: '^(src|packages|bench)/', pathNot: ['^src/deps\\.ts$', tests, '^packages/[^/]+/test/'] },
      { path: '^src/stores/registry\\.ts$' },
    ),
    rule(
      'db-imports-nothing-above',
      'Queries depend on rows only.',
      { path: '^src/db/' },
      { path: '^src/', pathNot: ['^src/db/', '^src/platform/'] },
    ),
    rule(
      'only-db-uses-the-driver',
      'Only src/db imports drizzle-orm or postgres.',
      { path: '^src/', pathNot: '^src/db/' },
      { path: 'node_modules/(drizzle-orm|postgres)/' },
    ),
    rule(
      'coordination-imports-nothing-above',
      'Locks, wake-ups and rate limits do not depend on their uses.',
      { path: '^src/coordination/' },
      { path: '^src/', pathNot: ['^src/coordination/', '^src/platform/'] },
    ),
    rule(
      'only-coordination-uses-redis',
      'Only src/coordination imports ioredis.',
      { path: '^src/', pathNot: '^src/coordination/' },
      { path: 'node_modules/ioredis/' },
    ),
    rule(
      'config-is-passed-down',
      'Settings are read once at start-up and passed as arguments.',
      { path: '^src/', pathNot: ['^src/config/', ...composers] },
      { path: '^src/config/' },
    ),
    rule(
      'platform-imports-nothing-above',
      'platform and config are the lowest layer.',
      { path: '^src/(platform|config)/' },
      { path: '^src/', pathNot: ['^src/$1/', '^src/platform/'] },
    ),
    rule(
      'processes-import-no-server',
      'Forking, restarting and aggregating metrics do not depend on what runs in the processes.',
      { path: '^src/processes/' },
      { path: '^src/', pathNot: ['^src/processes/', '^src/platform/'] },
    ),
    rule(
      'processes-are-imported-by-main',
      'Only main.ts, startup and the starter of the example depend on signals and on whether the process is one of several.',
      {
        path: '^src/',
        pathNot: ['^src/processes/', '^src/startup/', '^src/main\\.ts$', '^src/cli/arcade\\.ts$'],
      },
      { path: '^src/processes/' },
    ),
    rule(
      'packages-import-no-server',
      'Packages share no code with the server.',
      { path: '^(packages|examples)/' },
      { path: '^(src|test|bench)/' },
    ),
    rule(
      'example-uses-the-sdk-alone',
      'The example is written as a game is: with the published entries of the SDK, and nothing else of the project.',
      { path: '^examples/([^/]+)/' },
      {
        path: '^(src|test|bench|packages|examples)/',
        pathNot: ['^examples/$1/', '^packages/sdk/src/(index|bridges|entitlements|server)\\.ts$'],
      },
    ),
    rule(
      'server-imports-no-package',
      'Only main.ts and development start a package (the console, the store emulator).',
      { path: '^src/', pathNot: ['^src/main\\.ts$', '^src/development/', tests] },
      { path: '(^|node_modules/)(packages|examples|@coinslot)/' },
    ),
    rule(
      'server-loads-packages-when-needed',
      'By `await import()`: production starts without them.',
      { path: '^src/', pathNot: tests },
      {
        path: '(^|node_modules/)(packages|examples|@coinslot)/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'no-test-imports',
      'Code under src imports no test.',
      { path: '^(src|packages/[^/]+/src)/', pathNot: tests },
      { path: ['^test/', '^packages/[^/]+/test/', tests] },
    ),
    rule(
      'only-production-dependencies',
      'The server runs on dependencies, never on devDependencies.',
      { path: '^src/', pathNot: [tests, '^src/development/'] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    // `import type` counts too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
