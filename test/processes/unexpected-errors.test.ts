import { Redis } from 'ioredis'
import { createServer, type AddressInfo } from 'node:net'
import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { openDb } from '../../src/db/client.ts'
import { isLostConnection } from '../../src/platform/lost-connection.ts'
import { findFreePort } from '../setup/free-port.ts'
import { startRedisProcess } from '../setup/redis-process.ts'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { spawnProgram, type ChildHandle } from '../support/server-process.ts'
import { expect, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 60_000 })

const test = baseTest
  .extend('refusedPort', async ({ task: _ }) => findFreePort())
  .extend('closingPort', async ({ task: _ }, { onCleanup }) => {
    // A server that accepts connections and closes them without an answer, as a proxy without a database does.
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onCleanup(() => new Promise<void>((resolve) => server.close(() => resolve())))
    return (server.address() as AddressInfo).port
  })

/** The error of a promise. */
async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('nothing failed')
}

function expectLost(errors: readonly unknown[]): void {
  for (const error of errors) expect(isLostConnection(error), String(error)).toBe(true)
}

const withPort = (url: string, port: number) => Object.assign(new URL(url), { port: String(port) }).href

test('errors of the driver pg about refused, closed and terminated connections are lost connections', async ({
  database,
  refusedPort,
  closingPort,
}) => {
  const connect = (connectionString: string) => new Client({ connectionString }).connect()
  const client = new Client({ connectionString: database.url })
  const emitted: unknown[] = []
  client.on('error', (error) => emitted.push(error))
  await client.connect()
  const terminated = errorOf(client.query('select pg_terminate_backend(pg_backend_pid())'))
  const pool = new Pool({ connectionString: database.url })
  await pool.end()
  expectLost([
    await errorOf(connect(withPort(database.url, refusedPort))),
    await errorOf(connect(withPort(database.url, closingPort))),
    await terminated,
    await errorOf(client.query('select 1')),
    await errorOf(pool.query('select 1')),
  ])
  await eventually(() => expect(emitted.length).toBeGreaterThan(0))
  expectLost(emitted)
})

test('errors of the driver postgres.js about refused and terminated connections are lost connections', async ({
  database,
  refusedPort,
}) => {
  const query = (url: string) => errorOf(postgres(url, { max: 1, onnotice: () => undefined })`select 1`)
  const sql = postgres(database.url, { max: 1 })
  const terminated = await errorOf(sql`select pg_terminate_backend(pg_backend_pid())`)
  await sql.end({ timeout: 1 })
  const db = openDb({
    url: withPort(database.url, refusedPort),
    poolSize: 1,
    preparedStatements: true,
    statementTimeoutMs: 1_000,
  })
  // drizzle wraps the error of the driver.
  const wrapped = await errorOf(db.orm.execute('select 1'))
  await db.close()
  expectLost([
    await query(withPort(database.url, refusedPort)),
    terminated,
    await errorOf(sql`select 1`),
    wrapped,
  ])
})

test('errors of ioredis about refused, closed and lost connections are lost connections', async ({
  redisServer,
  refusedPort,
}) => {
  const redis = await startRedisProcess(redisServer)
  const options = { maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => null }
  const client = new Redis(redis.url, options)
  const emitted: unknown[] = []
  client.on('error', (error) => emitted.push(error))
  await new Promise<void>((resolve) => void client.once('ready', () => resolve()))
  const waiting = errorOf(client.blpop('nothing', 0))
  await redis.stop()
  const refused = new Redis(`redis://127.0.0.1:${refusedPort}`, options)
  refused.on('error', (error) => emitted.push(error))
  expectLost([await waiting, await errorOf(client.get('key')), await errorOf(refused.get('key'))])
  await eventually(() => expect(emitted.length).toBeGreaterThan(0))
  expectLost(emitted)
})

test('errors of statements and of the program are no lost connections', async ({ database }) => {
  const sql = postgres(database.url, { max: 1 })
  const errors = [
    await errorOf(sql`select 1 / 0`),
    await errorOf(sql`select * from missing`),
    await errorOf(sql`begin read only; insert into job_workers values (gen_random_uuid(), '{}')`.simple()),
    await errorOf(sql`set statement_timeout = 1; select pg_sleep(1)`.simple()),
    new TypeError('undefined is not a function'),
    new Error('Connection'),
    new AggregateError([]),
    'Connection terminated',
    undefined,
  ]
  await sql.end()
  for (const error of errors) expect(isLostConnection(error), String(error)).toBe(false)
})

/** Runs statements in a process that handles unexpected errors, and prints `alive` after them if it still can. */
function runWithHandler(statements: string): ChildHandle {
  const script = `
    import { handleUnexpectedErrors } from './src/processes/unexpected-errors.ts'
    import { createLog } from './src/platform/log.ts'
    import net from 'node:net'
    const log = createLog('info')
    handleUnexpectedErrors(() => log)
    setTimeout(() => console.log('alive'), 500)
    ${statements}`
  return spawnProgram(process.execPath, ['--input-type=module', '-e', script], {})
}

test.for([
  ['a rejection', 'Promise.reject(Object.assign(new Error("gone"), { code: "57P01" }))'],
  ['an error event without a listener', 'net.connect({ host: "127.0.0.1", port: 1 })'],
] as const)('%s about a lost connection is logged, and the process continues', async ([, statements]) => {
  const child = runWithHandler(statements)
  expect(await child.exited).toEqual({ code: 0, signal: null })
  expect(child.output()).toContain('the process continues')
  expect(child.output()).toContain('alive')
})

test.for([
  ['a rejection', 'Promise.reject(new TypeError("a fault"))'],
  ['an exception', 'setTimeout(() => { throw new TypeError("a fault") })'],
] as const)('%s about anything else is logged and ends the process', async ([, statements]) => {
  const child = runWithHandler(statements)
  expect(await child.exited).toEqual({ code: 1, signal: null })
  expect(child.output()).toContain('a fault')
  expect(child.output()).not.toContain('alive')
})
