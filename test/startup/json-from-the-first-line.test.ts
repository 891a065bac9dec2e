import { spawnProgram, spawnServer, type ChildHandle } from '../support/server-process.ts'
import { expect, serverTest as test, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 60_000 })

const fatalLevel = 60
const start = ['src/start.mjs']

/** Makes this Node report an older version before it loads the script. */
const oldNode = [
  'data:text/javascript,',
  "Object.defineProperty(process, 'version', { value: 'v20.19.0' });",
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });",
].join('')

/** Makes the module of the server fail while it is loaded, as a missing dependency does. */
const brokenModule = `data:text/javascript,${encodeURIComponent(
  "import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) { if (name === 'fastify') throw new Error('fastify is missing'); return next(name, context) } })",
)}`

const production = { DATABASE_URL: 'postgres://127.0.0.1:1/none', PORT: '0', METRICS_PORT: '0' }
const secret = { COINSLOT_SECRET: 'rUj3w0mVY2zq8Xn5tBhC7kLsPdGfAe1Q' }

async function expectFatalLines(child: ChildHandle, reason: RegExp): Promise<void> {
  expect((await child.exited).code).toBe(1)
  const lines = child
    .output()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string; time: number })
  const fatal = lines.filter(({ level }) => level === fatalLevel)
  expect(fatal).toHaveLength(1)
  expect(JSON.stringify(fatal[0])).toMatch(reason)
}

test.for([
  ['an invalid setting', { ...production, ...secret, PORT: 'x' }, /Configuration: PORT/],
  ['a missing secret', production, /COINSLOT_SECRET/],
  ['a mode that does not exist', { ...production, ...secret, NODE_ENV: 'prod' }, /NODE_ENV/],
] as const)('%s ends a production start with one line of JSON', async ([, environment, reason]) => {
  await expectFatalLines(spawnServer(environment), reason)
})

test('an older Node ends a production start with one line of JSON', async () => {
  const args = ['--no-strip-types', '--import', oldNode, ...start]
  await expectFatalLines(spawnProgram(process.execPath, args, production), /requires Node 24/)
})

test('a module that cannot be loaded ends a production start with one line of JSON', async () => {
  const args = ['--import', brokenModule, ...start]
  await expectFatalLines(
    spawnProgram(process.execPath, args, production),
    /could not be loaded.*fastify is missing/,
  )
})

test('a development start says the same in text', async ({ temporaryFolder }) => {
  const environment = { COINSLOT_DATA_DIR: temporaryFolder }
  const child = spawnProgram(process.execPath, ['--import', brokenModule, ...start], environment)
  expect((await child.exited).code).toBe(1)
  expect(child.output()).toMatch(/^The server could not be loaded: /m)
})

test('a setting with an escape sequence of a terminal is escaped in the text of a development start', async () => {
  const child = spawnServer({
    NODE_ENV: 'development',
    TRUSTED_PROXIES: '\u001b[2J',
    LOG_LEVEL: '\u001b[31m',
  })
  expect((await child.exited).code).toBe(1)
  expect(child.output()).toContain('LOG_LEVEL')
  expect(child.output()).not.toContain('\u001b')
})
