import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../../src/db/embedded/spawn-supervised.ts'
import { subscribeGraphql } from '../../src/development/demo-client.ts'
import type { DevFile } from '../../src/development/data-dir.ts'
import { testSecret } from '../support/test-server.ts'
import { describe, expect, clusterTest as test, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import {
  readFailures,
  repositoryRoot,
  spawnScript,
  spawnServer,
  waitForOutput,
  type ChildHandle,
} from '../support/server-process.ts'
import { buyItem, createBuyer, type ApiEndpoint } from '../support/purchase-client.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const stopsWithinMs = 5_000

let dataDir: string
let children: ChildHandle[]
test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'coinslot-test-start-'))
  children = []
})
test.afterEach(async () => {
  await Promise.all(children.map((child) => child.kill('SIGKILL')))
  await eventually(async () => expect(await findProcesses()).toEqual([]), { timeoutMs: 15_000 })
  await rm(dataDir, { recursive: true, force: true })
})

function start(environment: Readonly<Record<string, string>> = {}): ChildHandle {
  const child = spawnServer({ COINSLOT_DATA_DIR: dataDir, PORT: '0', EMULATOR_PORT: '0', ...environment })
  children.push(child)
  return child
}

async function startReady(): Promise<{
  child: ChildHandle
  dev: DevFile
  endpoint: ApiEndpoint
  postgresPid: number
}> {
  const child = start()
  await waitForOutput(child, /Ctrl-C stops everything/)
  const dev = await readDev()
  const pidFile = await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')
  const endpoint = { graphqlUrl: dev.graphqlUrl, emulator: { url: dev.emulatorUrl }, project: dev }
  return { child, dev, endpoint, postgresPid: Number.parseInt(pidFile, 10) }
}

async function readDev(): Promise<DevFile> {
  return JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8')) as DevFile
}

/** The processes that use the data directory, the supervisors of PostgreSQL included. */
async function findProcesses(): Promise<string[]> {
  if (platform() !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return commands.filter((command) => command.includes(dataDir))
}

async function expectStartupError(child: ChildHandle, line: RegExp): Promise<void> {
  expect(await child.exited).toEqual({ code: 1, signal: null })
  expect(readFailures(child)).toEqual([expect.stringMatching(line)])
}

describe('a development start', () => {
  test('a server starts in an empty directory, and its dev.json is readable only by its owner', async () => {
    const { dev } = await startReady()
    expect(dev).toMatchObject({
      graphqlUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/),
      webSocketUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/graphql$/),
      emulatorUrl: expect.stringMatching(/^http:/),
      consoleUrl: expect.stringMatching(/^http:.*\/console$/),
      appKey: expect.stringMatching(/^ak_/),
      serverKey: expect.stringMatching(/^csk_/),
      userTokenSecret: expect.stringMatching(/^.{40,}$/),
      operator: { email: 'owner@example.com', password: expect.stringMatching(/^.{24}$/) },
    })
    const { origin } = new URL(dev.graphqlUrl)
    const signedIn = await fetch(`${origin}/operators/auth/sign-in/email`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify(dev.operator),
    })
    expect(signedIn.status).toBe(200)
    for (const file of ['dev.json', 'secret'])
      expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600)
    const { data } = await postGraphql(
      dev.graphqlUrl,
      serverKeyHeaders(dev),
      '{ items { nodes { itemId } } }',
    )
    const itemIds = ['coins_100', 'coins_500', 'remove_ads']
    expect(data).toEqual({ items: { nodes: itemIds.map((itemId) => ({ itemId })) } })
  })

  test('a second start on the same directory fails with one line and does not disturb the first', async () => {
    const { dev, endpoint } = await startReady()
    await expectStartupError(
      start(),
      /^The data directory .+ is in use by another server .+ Stop it, or set COINSLOT_DATA_DIR\.$/,
    )
    expect(await readDev()).toEqual(dev)
    await buyItem(await createBuyer(endpoint, { as: 'server' }))
  })

  test('a start on an occupied port fails with one line and leaves no processes', async () => {
    const occupied = createServer().listen(0, '127.0.0.1')
    await once(occupied, 'listening')
    const { port } = occupied.address() as AddressInfo
    await expectStartupError(start({ PORT: String(port) }), new RegExp(`^Port ${port} is taken\\.`))
    occupied.close()
    await expect(readDev()).rejects.toThrow('ENOENT')
    await eventually(async () => expect(await findProcesses()).toEqual([]))
  })

  test('a server stops in time on SIGINT and SIGTERM, and a restart has the same keys and payments', async () => {
    const first = await startReady()
    const { payment } = await buyItem(await createBuyer(first.endpoint, { as: 'server' }))
    const live = subscribeGraphql(
      first.dev.webSocketUrl,
      { authorization: serverKeyHeaders(first.dev).authorization },
      'subscription { paymentEvents { id } }',
      {},
    )
    const waiting = live.next().catch(() => null)
    await expectStop(first, 'SIGINT')
    await waiting

    const second = await startReady()
    expect({ ...second.dev, ...first.dev }).toEqual(first.dev)
    expect(await readStatus(second.dev, payment.id)).toEqual({ payment: { status: 'PAID' } })
    await expectStop(second, 'SIGTERM')
  })

  test('a server that is stopped as soon as it is ready ends normally', async () => {
    for (let turn = 0; turn < 4; turn += 1) await expectStop(await startReady(), 'SIGTERM')
  })

  test('a start after a SIGKILL finds all committed data', async () => {
    const { child, endpoint, dev, postgresPid } = await startReady()
    const { payment } = await buyItem(await createBuyer(endpoint, { as: 'server' }))
    await child.kill('SIGKILL')
    const next = await startReady()
    expect(isAlive(postgresPid)).toBe(false)
    expect(next.dev.serverKey).toBe(dev.serverKey)
    expect(await readStatus(next.dev, payment.id)).toEqual({ payment: { status: 'PAID' } })
  })
})

async function readStatus(dev: DevFile, id: string): Promise<unknown> {
  const { data } = await postGraphql(
    dev.graphqlUrl,
    serverKeyHeaders(dev),
    'query ($id: ID!) { payment(id: $id) { status } }',
    { id },
  )
  return data
}

async function expectStop(
  { child, postgresPid }: { child: ChildHandle; postgresPid: number },
  signal: NodeJS.Signals,
): Promise<void> {
  const start = performance.now()
  expect(await child.kill(signal)).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(stopsWithinMs)
  expect(isAlive(postgresPid)).toBe(false)
  await expect(readDev()).rejects.toThrow('ENOENT')
  await eventually(async () => expect(await findProcesses()).toEqual([]), { timeoutMs: stopsWithinMs })
}

describe('a start with invalid settings', () => {
  const secret = testSecret
  test.each([
    [
      'production without settings',
      { NODE_ENV: 'production' },
      /^Configuration: .+DATABASE_URL and COINSLOT_SECRET$/,
    ],
    [
      'production without a database',
      { NODE_ENV: 'production', COINSLOT_SECRET: secret },
      /^Configuration: .+ DATABASE_URL$/,
    ],
    [
      'a database without a secret',
      { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' },
      /^Configuration: .+COINSLOT_SECRET/,
    ],
    [
      'a short secret',
      { NODE_ENV: 'development', COINSLOT_SECRET: 'short' },
      /^Configuration: COINSLOT_SECRET: .+ 32 characters$/,
    ],
    [
      'a trivial secret in production',
      { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x', COINSLOT_SECRET: 'x'.repeat(32) },
      /^Configuration: COINSLOT_SECRET: .+ random in production/,
    ],
    [
      'settings of production except for the database',
      { COINSLOT_SECRET: secret, REDIS_URL: 'redis://127.0.0.1:1' },
      /^Configuration: COINSLOT_SECRET and REDIS_URL without DATABASE_URL: /,
    ],
    [
      'a database that is down',
      { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x', COINSLOT_SECRET: secret },
      /^The database cannot be reached: connection refused .+127\.0\.0\.1:1/,
    ],
  ])('a start with %s fails with one line', async (_, environment, line) => {
    await expectStartupError(start(environment), line)
  })
})

test('the demo plays every step through every store, and says so', async () => {
  const demo = spawnScript(join(repositoryRoot, 'src/cli/demo.ts'), [], {
    COINSLOT_DATA_DIR: dataDir,
  })
  children.push(demo)
  expect([await demo.exited, demo.output()]).toEqual([{ code: 0, signal: null }, expect.any(String)])
  const steps = [
    'registerUser',
    'requestPurchase',
    'verifyPurchase',
    'consumePayment',
    'completePayment',
    'purchaseUpdated',
  ]
  for (const step of ['APP_STORE', 'TEST_STORE', ...steps]) expect(demo.output()).toContain(step)
  expect(demo.output()).toContain('returns the same consume')
  expect(demo.output()).toContain('is rejected: ALREADY_CONSUMED')
  expect(demo.output()).toContain('All purchases were consumed exactly once.')
})
