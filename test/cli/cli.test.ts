import { startEmulator } from '@coinslot/store-emulator'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { repository, spawnServer, waitForOutput } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'

const script = join(repository, 'src/cli/coinslot.mjs')

type Ran = { readonly code: number; readonly out: string; readonly err: string }
type Environment = Readonly<Record<string, string>>

/** The command line as a person types it. */
function run(args: readonly string[], environment: Environment, node = process.execPath): Promise<Ran> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  return new Promise((resolve) => {
    execFile(node, [script, ...args], { env, cwd: repository }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

async function runJson<Answer>(args: readonly string[], environment: Environment): Promise<Answer> {
  const { code, out, err } = await run([...args, '--json'], environment)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`)
  return JSON.parse(out) as Answer
}

type MadeApp = { key: string; serverKey: string; userTokenSecret: string }
type MadeKey = { id: string; secret: string; role: string; prefix: string; revokedAt: string | null }

let database: TestDatabase
let folder: string
let environment: Environment
let app: MadeApp
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'coinslot-test-cli-'))
  environment = { DATABASE_URL: database.url, COINSLOT_SECRET: testSecret }
  app = await runJson(['app', 'create', '--name', 'Arcade', '--tester', 'bob', '--tester', 'eve'], environment)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

async function writeSecret(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text, { mode: 0o600 })
  return path
}

describe('projects and keys', () => {
  test('a new project has its keys, the safe settings, and those that were given', () => {
    expect(app).toEqual({
      key: expect.stringMatching(/^ak_/),
      name: 'Arcade',
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: true,
      sandboxPolicy: 'TESTERS',
      testers: ['bob', 'eve'],
      serverKey: expect.stringMatching(/^csk_/),
      userTokenSecret: expect.stringMatching(/^.{40,}$/),
    })
  })

  test('an update changes what is given and nothing else', async () => {
    const made = await runJson<MadeApp>(['app', 'create', '--name', 'Old', '--consume-model', 'built-in'], environment)
    const update = ['app', 'update', '--app', made.key, '--name', 'New', '--user-token', '--sandbox-policy', 'accept']
    const changed = { name: 'New', requireUserToken: true, sandboxPolicy: 'ACCEPT' }
    const expected = { key: made.key, consumeModel: 'BUILT_IN', testers: [], ...changed }
    expect(await runJson(update, environment)).toEqual(expected)
    expect(await runJson(['app', 'list'], environment)).toContainEqual(expected)
    const { out } = await run(['app', 'list'], environment)
    expect(out).toMatch(new RegExp(`^${made.key}  New +BUILT_IN +true +ACCEPT +-$`, 'm'))
  })

  test('a server key is made, listed without its secret, and revoked', async () => {
    const create = ['server-key', 'create', '--app', app.key, '--name', 'shard 7', '--role', 'reader']
    const key = await runJson<MadeKey>(create, environment)
    expect(key).toMatchObject({ role: 'READER', revokedAt: null, secret: expect.stringContaining(key.prefix) })
    const listed = await run(['server-key', 'list', '--app', app.key], environment)
    expect(listed.out).toContain(key.id)
    expect(listed.out).not.toContain(key.secret)
    const revoked = await runJson<MadeKey>(['server-key', 'revoke', key.id, '--app', app.key], environment)
    expect(revoked.revokedAt).toMatch(/^20/)
  })
})

describe('stores and items', () => {
  test('both stores of an emulator are connected, listed without credentials, and tested', async () => {
    const emulator = await startEmulator()
    const { appStore, testStore } = emulator.credentials
    const of = ['--app', app.key]
    await runJson(
      [
        ...['store', 'connect', 'app-store', ...of, '--bundle-id', appStore.bundleId],
        ...['--issuer-id', appStore.issuerId, '--key-id', appStore.keyId],
        ...['--private-key-file', await writeSecret('key.p8', appStore.privateKey)],
        ...['--production-url', appStore.productionUrl, '--sandbox-url', appStore.sandboxUrl],
        ...['--root-certificates-file', await writeSecret('roots', appStore.rootCertificates.join('\n'))],
      ],
      environment,
    )
    await runJson(
      [
        ...['store', 'connect', 'test-store', ...of, '--app-id', testStore.appId, '--base-url', testStore.baseUrl],
        ...['--api-secret-file', await writeSecret('api-secret', testStore.apiSecret)],
        ...['--receipt-public-key-file', await writeSecret('public-key', testStore.receiptPublicKey)],
      ],
      environment,
    )
    const listed = await run(['store', 'list', ...of], environment)
    expect(listed.out).toMatch(/^APP_STORE +com\.example\.arcade +true/m)
    expect(listed.out).toMatch(/^TEST_STORE +\S+ +true/m)
    expect(listed.out).not.toContain(testStore.apiSecret)
    for (const store of ['app-store', 'test-store']) {
      expect(await runJson(['store', 'test', store, ...of], environment)).toMatchObject({ ok: true })
    }
    await emulator.close()
    const { code, err } = await run(['store', 'test', 'test-store', ...of], environment)
    expect([code, err]).toEqual([1, expect.stringMatching(/^(TEST_STORE|STORE_UNAVAILABLE): .+\n$/)])
  })

  test('an item is made, changed and listed', async () => {
    const item = ['item', 'upsert', 'gems', '--app', app.key, '--name']
    const product = 'app-store=com.example.arcade.gems'
    const made = { itemId: 'gems', name: 'Gems', type: 'CONSUMABLE', enabled: true }
    expect(await runJson([...item, 'Gems', '--product', product], environment)).toEqual({
      ...made,
      storeProducts: ['APP_STORE=com.example.arcade.gems'],
    })
    await runJson([...item, 'Old gems', '--disabled'], environment)
    const listed = await runJson(['item', 'list', '--app', app.key], environment)
    expect(listed).toEqual([{ ...made, name: 'Old gems', enabled: false }])
  })
})

describe('what is refused', () => {
  test.each([
    ['an unknown project', ['item', 'list', '--app', 'ak_nobody'], 'INVALID_INPUT: There is no such AppKey. (app)'],
    ['a name that is too long', ['app', 'create', '--name', 'x'.repeat(101)], /^INVALID_INPUT: .+ \(name\)$/],
  ])('%s is a problem on stderr, with exit code 1', async (_, args, message) => {
    const { code, out, err } = await run(args, environment)
    expect([code, out]).toEqual([1, ''])
    expect(err.trimEnd()).toMatch(message)
  })

  test('a connection with a wrong field names the field', async () => {
    const connect = ['store', 'connect', 'app-store', '--app', app.key, '--bundle-id', 'com.example.arcade', '--key-id', 'K']
    const { code, err } = await run(connect, environment)
    expect([code, err]).toEqual([1, expect.stringMatching(/^INVALID_INPUT: .+ \(appStore\.(issuerId|privateKey)\)\n$/)])
  })

  test.each([
    ['an unknown command', ['destroy']],
    ['a missing option', ['app', 'create']],
    ['an unknown choice', ['app', 'create', '--name', 'x', '--consume-model', 'both']],
    ['a file that is not there', ['store', 'connect', 'test-store', '--api-secret-file', '/nowhere']],
    ['a product without a store', ['item', 'upsert', 'x', '--app', 'a', '--name', 'x', '--product', 'gems']],
  ])('%s is wrong usage, with exit code 2', async (_, args) => {
    const { code, out, err } = await run(args, environment)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^error: /)
  })

  test('an emulator and the Test store are refused in production', async () => {
    const production = { ...environment, NODE_ENV: 'production' }
    const file = await writeSecret('any', 'x')
    const files = ['--api-secret-file', file, '--receipt-public-key-file', file]
    const testStore = ['store', 'connect', 'test-store', '--app', app.key, '--app-id', 'a', '--base-url', 'http://127.0.0.1']
    expect(await run([...testStore, ...files], production)).toMatchObject({
      code: 1,
      err: expect.stringContaining('The Test store does not exist in production'),
    })
    const appStore = ['store', 'connect', 'app-store', '--app', app.key, '--bundle-id', 'a', '--production-url', 'http://127.0.0.1']
    expect(await run(appStore, production)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not allowed in production (appStore.productionUrl)'),
    })
  })

  test.each([
    ['without a secret', { COINSLOT_SECRET: '' }, /^Configuration: DATABASE_URL needs COINSLOT_SECRET/],
    ['with a database that is down', { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' }, /^The database cannot be reached: /],
  ])('%s there is one clear line', async (_, changes, line) => {
    const { code, err } = await run(['app', 'list'], { ...environment, ...changes })
    expect([code, err.trimEnd().split('\n').length]).toEqual([1, 1])
    expect(err).toMatch(line)
  })
})

test('an empty database is refused until it is migrated', async () => {
  const serverUrl = inject('postgresUrl')
  const sql = postgres(serverUrl, { max: 1 })
  const name = `test_cli_${process.pid}`
  await sql`create database ${sql(name)}`
  const empty = { ...environment, DATABASE_URL: new URL(`/${name}`, serverUrl).href }
  expect(await run(['app', 'list'], empty)).toMatchObject({ code: 1, err: expect.stringContaining('coinslot migrate') })
  expect(await run(['migrate'], { DATABASE_URL: empty.DATABASE_URL })).toMatchObject({ code: 0, err: '' })
  expect(await runJson(['app', 'list'], empty)).toEqual([])
  await sql`drop database ${sql(name)} with (force)`
  await sql.end()
})

test('it works on a development data directory while the server runs, and after it has stopped', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-test-cli-data-'))
  const development = { COINSLOT_DATA_DIR: dataDir }
  const made = await runJson<MadeApp>(['app', 'create', '--name', 'before any start'], development)
  expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600)

  const server = spawnServer({ ...development, PORT: '0', EMULATOR_PORT: '0' })
  await waitForOutput(server, /Ctrl-C stops everything/)
  const { graphqlUrl } = JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8')) as { graphqlUrl: string }
  const key = await runJson<MadeKey>(['server-key', 'create', '--app', made.key, '--name', 'new'], development)
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key.secret}` },
    body: JSON.stringify({ query: '{ appKey { name } }' }),
  })
  expect(await response.json()).toEqual({ data: { appKey: { name: 'before any start' } } })
  await server.kill('SIGTERM')

  const { out } = await run(['app', 'list'], development)
  expect(out).toContain('before any start')
  expect(out).toContain('Arcade')
  await rm(dataDir, { recursive: true, force: true })
})

/** A Node on this machine that is too old for the server; npm's own is in node_modules. */
function findOldNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((path) => !path.includes('node_modules'))
  return folders.map((path) => join(path, 'node')).find((path) => {
    try {
      return Number.parseInt(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10) < 24
    } catch {
      return false
    }
  })
}

const oldNode = findOldNode()

test.skipIf(oldNode === undefined)('an older Node hands over to the one that npm installed (skipped where there is none)', async () => {
  const help = await run(['--help'], environment, oldNode)
  expect(help).toMatchObject({ code: 0, out: expect.stringContaining('Usage: coinslot'), err: '' })
  expect(await run(['app', 'list'], environment, oldNode)).toMatchObject({ code: 0, out: expect.stringContaining(app.key) })
  expect(await run(['destroy'], environment, oldNode)).toMatchObject({ code: 2 })
})
