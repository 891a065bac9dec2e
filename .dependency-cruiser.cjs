/**
 * The walls of the house: imports run down only, and each wall has the name of what it protects.
 * transports (graphql, http, jobs, cli) → domain → (stores/…contract, db/queries, coordination/contract) → platform
 */

const wall = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** A room is a folder of src, or its file of the same name. */
const rooms = (...names) => `^src/(${names.join('|')})(/|\\.ts$)`
const tests = '\\.test\\.ts$'
/** These compose: they see everything and nobody imports them. */
const composers = ['^src/(main|server|deps)\\.ts$', '^src/cli/', '^src/development/']
const transports = rooms('graphql', 'http', 'jobs', 'cli')

/** What the domain sees of the database. */
const databasePorts = ['^src/db/queries/', '^src/db/errors\\.ts$']

/** What everybody may know of stores: it is in a few files. */
const storesContract = '^src/stores/[a-z-]*contract\\.ts$'

module.exports = {
  forbidden: [
    wall('no-circles', 'A circle is a knot for the reader, even of types.', {}, { circular: true }),
    wall(
      'no-unresolved',
      'An import that leads nowhere.',
      { pathNot: '\\.(js|cjs|mjs)$' },
      { couldNotResolve: true },
    ),
    wall(
      'composers-are-above',
      'main.ts, server.ts, deps.ts, development and the command line compose; what they compose does not know them.',
      { path: '^src/', pathNot: composers },
      { path: composers },
    ),
    wall(
      'domain-knows-no-transport',
      'Rules do not know how they were called.',
      { path: '^src/domain/' },
      { path: transports },
    ),
    wall(
      'domain-knows-no-store-by-name',
      'A verb asks a StoreAdapter, whichever it is.',
      { path: '^src/domain/' },
      { path: '^src/stores/', pathNot: storesContract },
    ),
    wall(
      'domain-asks-named-queries',
      'The domain sees the named statements of db/queries and the errors, not tables, rows or the driver.',
      { path: '^src/domain/' },
      { path: '^src/db/', pathNot: [...databasePorts, '^src/db/client\\.ts$'] },
    ),
    wall(
      'domain-is-handed-its-database',
      'Of db/client.ts the domain takes the type only; the connection is made in deps.ts.',
      { path: '^src/domain/' },
      { path: '^src/db/client\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    wall(
      'coordination-by-contract',
      'Whether Redis or the process coordinates is decided in deps.ts.',
      { path: rooms('domain', 'graphql', 'http', 'jobs') },
      { path: '^src/coordination/', pathNot: '^src/coordination/contract\\.ts$' },
    ),
    wall(
      'transports-never-touch-the-database',
      'A transport parses, calls one verb and maps the answer.',
      { path: rooms('graphql', 'http', 'jobs') },
      { path: '^src/db/' },
    ),
    wall(
      'transports-know-no-store-by-name',
      'Transports see the contract only.',
      { path: rooms('graphql', 'http', 'jobs') },
      { path: '^src/stores/', pathNot: storesContract },
    ),
    wall(
      'stores-know-only-the-contract',
      'A store imports the contract and platform.',
      { path: '^src/stores/', pathNot: tests },
      { path: '^src/', pathNot: ['^src/stores/', '^src/platform/'] },
    ),
    wall(
      'stores-are-strangers',
      'A store never imports another one.',
      { path: '^src/stores/([^/]+)/' },
      { path: '^src/stores/', pathNot: ['^src/stores/$1/', storesContract] },
    ),
    wall(
      'contract-names-no-store',
      'The contract does not know who keeps it.',
      { path: storesContract },
      { path: '^src/', pathNot: ['^src/platform/', storesContract] },
    ),
    wall(
      'registry-is-composed',
      'Only deps.ts and tests list the stores.',
      { path: '^(src|packages|bench)/', pathNot: ['^src/deps\\.ts$', tests, '^packages/[^/]+/test/'] },
      { path: '^src/stores/registry\\.ts$' },
    ),
    wall(
      'db-knows-no-one-above',
      'Statements know rows, nothing else.',
      { path: '^src/db/' },
      { path: '^src/', pathNot: ['^src/db/', '^src/platform/'] },
    ),
    wall(
      'sql-lives-in-db',
      'Only src/db imports drizzle-orm or postgres.',
      { path: '^src/', pathNot: '^src/db/' },
      { path: 'node_modules/(drizzle-orm|postgres)/' },
    ),
    wall(
      'coordination-knows-no-one-above',
      'Locks, wake-ups and counters do not know what they are for.',
      { path: '^src/coordination/' },
      { path: '^src/', pathNot: ['^src/coordination/', '^src/platform/'] },
    ),
    wall(
      'redis-lives-in-coordination',
      'Only src/coordination imports ioredis.',
      { path: '^src/', pathNot: '^src/coordination/' },
      { path: 'node_modules/ioredis/' },
    ),
    wall(
      'config-is-handed-down',
      'Settings are read once at the start and handed down; nobody below asks for them.',
      { path: '^src/', pathNot: ['^src/config/', ...composers] },
      { path: '^src/config/' },
    ),
    wall(
      'floor-knows-no-one',
      'platform and config lie under everything.',
      { path: '^src/(platform|config)/' },
      { path: '^src/', pathNot: ['^src/$1/', '^src/platform/'] },
    ),
    wall(
      'processes-know-no-server',
      'Forking, restarting and adding up metrics do not know what runs in the processes.',
      { path: '^src/processes/' },
      { path: '^src/', pathNot: ['^src/processes/', '^src/platform/'] },
    ),
    wall(
      'processes-are-composed',
      'Whether a process is one of several is known to main.ts alone.',
      { path: '^src/', pathNot: ['^src/processes/', '^src/main\\.ts$'] },
      { path: '^src/processes/' },
    ),
    wall(
      'packages-know-no-server',
      'What ships apart from the server shares no code with it.',
      { path: '^(packages|examples)/' },
      { path: '^(src|test|bench)/' },
    ),
    wall(
      'server-knows-no-package',
      'Only main.ts and development start a package (the console, the store emulator).',
      { path: '^src/', pathNot: ['^src/main\\.ts$', '^src/development/', tests] },
      { path: '(^|node_modules/)(packages|examples|@coinslot)/' },
    ),
    wall(
      'server-loads-packages-when-needed',
      'By `await import()`: production starts without them.',
      { path: '^src/', pathNot: tests },
      {
        path: '(^|node_modules/)(packages|examples|@coinslot)/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
    wall(
      'tests-stay-outside',
      'The server imports nothing of its tests.',
      { path: '^(src|packages/[^/]+/src)/', pathNot: tests },
      { path: ['^test/', '^packages/[^/]+/test/', tests] },
    ),
    wall(
      'only-what-production-installs',
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
