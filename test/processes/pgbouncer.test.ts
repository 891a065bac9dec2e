import { startEmulator, type Emulator } from '@coinslot/store-emulator'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { prepareDevApp, type DevApp } from '../../src/development/dev-app.ts'
import { toDevConnections, setNotificationTargets } from '../../src/development/emulator-connections.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { startPgbouncer, type Pgbouncer } from '../setup/pgbouncer.ts'
import { createEmptyDatabase } from '../migrations/empty-database.ts'
import { sharedRedisUrl } from '../setup/redis.ts'
import { createTestDeps } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { writePastEvents } from '../support/feed-writer.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import {
  buyAndConsume,
  buyItem,
  buyUnverified,
  createBuyer,
  createServerClient,
  expectField,
  toConsumeInput,
  type ApiEndpoint,
  type Buyer,
} from '../support/purchase-client.ts'
import { testSecret } from '../support/test-server.ts'
import { startWebhookReceiver } from '../webhooks/webhook-receiver.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const statementTimeoutMs = 3_000

let directUrl: string
let pgbouncer: Pgbouncer
let emulator: Emulator
let project: DevApp
let apis: ServerProcess[]
let worker: ServerProcess
let sql: Sql

const oldEvents = () => sql`select from events where occurred_at < '2016-01-01'`

beforeAll(async () => {
  directUrl = await createEmptyDatabase()
  pgbouncer = await startPgbouncer({
    databaseUrl: directUrl,
    poolSize: 3,
    connectQuery: `set statement_timeout=${statementTimeoutMs}`,
  })
  emulator = await startEmulator()
  const through = {
    DATABASE_URL: pgbouncer.url,
    DATABASE_DIRECT_URL: directUrl,
    DATABASE_PREPARED_STATEMENTS: 'false',
    COINSLOT_SECRET: testSecret,
    REDIS_URL: sharedRedisUrl(),
    WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32',
    EVENT_RETENTION_DAYS: '365',
  }
  const start = (role: string) =>
    startServerProcess({
      ...through,
      COINSLOT_ROLE: role,
      JOB_RECOVERY_INTERVAL_MS: '200',
      LOG_LEVEL: 'warn',
    })
  ;[worker, ...apis] = await Promise.all([start('worker'), start('api'), start('api')])
  const { services, close } = await createTestDeps(through)
  project = await prepareDevApp(services, toDevConnections(emulator))
  await close()
  setNotificationTargets(emulator, apiAt(0).graphqlUrl.replace('/graphql', ''), project.appKey)
  sql = postgres(directUrl, { max: 2, onnotice: () => undefined })
  await writePastEvents(sql, decodeId('ak', project.appKey) ?? '', { day: '2015-01-10', count: 3 })
  expect(await oldEvents()).toHaveLength(3)
})
afterAll(async () => {
  await Promise.all([...apis, worker].map((each) => each.kill('SIGTERM')))
  await sql.end()
  await emulator.close()
  await pgbouncer.stop()
})

function apiAt(index: number): ServerProcess {
  const api = apis[index]
  if (api === undefined) throw new Error('no such process')
  return api
}

const endpointAt = (index: number): ApiEndpoint => ({
  graphqlUrl: apiAt(index).graphqlUrl,
  emulator,
  project,
})

const createBuyerAt = (index: number): Promise<Buyer> => createBuyer(endpointAt(index), { as: 'server' })

describe('behind PgBouncer in transaction mode', () => {
  test('an empty database is migrated without PgBouncer, and its sessions have no changed settings', async () => {
    for (const { graphqlUrl } of [...apis, worker]) {
      const response = await fetch(new URL('/readyz', graphqlUrl))
      expect(await response.json()).toMatchObject({ ready: true, migrations: 'ok' })
    }
    const through = postgres(pgbouncer.url, { max: 3, prepare: false })
    const settings = await Promise.all([1, 2, 3].map(() => through`show lock_timeout`))
    await through.end()
    expect(settings.map(([row]) => row)).toEqual(settings.map(() => ({ lock_timeout: '0' })))
  })

  test('a purchase is requested, consumed and completed, and a subscriber of the other process receives its events', async () => {
    const socket = await openRawWebSocket(apiAt(1).webSocketUrl)
    await socket.init(serverKeyHeaders(project))
    socket.subscribe('1', 'subscription { paymentEvents { type } }')
    const followed = async () => {
      const metrics = await (await fetch(new URL('/metrics', apiAt(1).graphqlUrl))).text()
      expect(metrics).toContain('coinslot_event_subscribers 1')
    }
    await eventually(followed)
    const { client, ...buyer } = await createBuyerAt(0)
    const otherClient = createServerClient(endpointAt(1))
    const { payment } = await buyItem({ client, ...buyer })
    const consume = toConsumeInput(payment, 'through-pgbouncer')
    expect(await client.mutate('consumePayment', consume)).toMatchObject({ replayed: false, problem: null })
    expect(await otherClient.mutate('consumePayment', consume)).toMatchObject({
      replayed: true,
      problem: null,
    })
    const completed = await otherClient.mutate('completePayment', { paymentId: payment.id })
    expect(completed.problem).toBeNull()
    const seen: unknown[] = []
    while (!seen.includes('PAYMENT_COMPLETED')) {
      const { payload } = await socket.next('1')
      seen.push((payload as { data: { paymentEvents: { type: string } } }).data.paymentEvents.type)
    }
    expect(seen.filter((type) => type !== 'PAYMENT_ACKNOWLEDGED')).toEqual([
      'PURCHASE_REQUESTED',
      'PAYMENT_PAID',
      'PAYMENT_CONSUMED',
      'PAYMENT_COMPLETED',
    ])
    socket.close()
  })

  test('many concurrent requests share few connections, and each payment is consumed once', async () => {
    const consumes = async (index: number) => {
      const { payment } = await buyItem(await createBuyerAt(index % 2))
      const twice = await Promise.all(
        [0, 1].map((api) =>
          createServerClient(endpointAt(api)).mutate('consumePayment', toConsumeInput(payment)),
        ),
      )
      return twice.filter(({ problem }) => problem == null)
    }
    const all = await Promise.all(Array.from({ length: 30 }, (_, index) => consumes(index)))
    expect(all.map((won) => won.length)).toEqual(all.map(() => 1))
  })

  test('the worker acknowledges payments and processes notifications of stores', async () => {
    await buyAndConsume(await createBuyerAt(0))
    const unacknowledged = () =>
      sql`select from payments where status = 'CONSUMED' and acknowledgement_status <> 'ACKNOWLEDGED'`
    await eventually(async () => expect(await unacknowledged()).toHaveLength(0), { timeoutMs: 20_000 })
    const tester = await createBuyer(endpointAt(1), { as: 'server', userId: 'tester' })
    await buyUnverified(tester, { store: 'APP_STORE' })
    const messages = () => sql<{ status: string }[]>`select status from notifications`
    await eventually(
      async () => expect((await messages()).map(({ status }) => status)).toContain('PROCESSED'),
      { timeoutMs: 20_000 },
    )
  })

  test('webhooks are sent, a consumer advances, and an expired month is pruned', async () => {
    const receiver = await startWebhookReceiver()
    const [admin, other] = [createServerClient(endpointAt(0)), createServerClient(endpointAt(1))]
    expectField(await admin.mutate('createWebhookEndpoint', { url: receiver.url }), 'webhookEndpoint')
    const { purchase } = await buyAndConsume(await createBuyerAt(1))
    const sent = () => receiver.accepted().filter((one) => one.purchaseId === purchase.id)
    await eventually(
      () => {
        const types = new Set(sent().map(({ type }) => type))
        expect([...types].slice(0, 3)).toEqual(['PURCHASE_REQUESTED', 'PAYMENT_PAID', 'PAYMENT_CONSUMED'])
      },
      { timeoutMs: 20_000 },
    )
    await receiver.close()

    const read = async (api = admin) => {
      const text = `{ paymentEvents(consumer: "books", first: 100) { nodes { cursor } } }`
      return (await api.query(text)).paymentEvents.nodes
    }
    const page = await read()
    for (const { cursor } of [page.at(-1)!, page[0]!]) {
      expectField(await admin.mutate('ackEvents', { consumer: 'books', cursor }), 'consumer')
    }
    const left = (await read(other)).map(({ cursor }) => cursor)
    expect(page.filter(({ cursor }) => left.includes(cursor))).toEqual([])

    await eventually(
      async () => {
        await sql`select from graphile_worker.add_job('prune', job_key => 'prune at once')`
        expect(await oldEvents()).toHaveLength(0)
      },
      { timeoutMs: 20_000, intervalMs: 500 },
    )
    // The cursor of the consumer is after the pruned events.
    await read(other)
    expect(worker.output()).not.toContain('"level":50')
  })

  test('the statement timeout set by PgBouncer ends a statement that hangs', async () => {
    const through = postgres(pgbouncer.url, { max: 1, prepare: false })
    await expect(through`select pg_sleep(30)`).rejects.toThrow('statement timeout')
    await through.end()
    for (const each of [...apis, worker]) expect(each.output()).not.toContain('no statement timeout')
  })

  test('a start without any statement timeout logs a warning', async () => {
    const withoutTimeout = await startPgbouncer({ databaseUrl: directUrl, poolSize: 3 })
    const api = await startServerProcess({
      DATABASE_URL: withoutTimeout.url,
      DATABASE_DIRECT_URL: directUrl,
      DATABASE_PREPARED_STATEMENTS: 'false',
      COINSLOT_SECRET: testSecret,
      COINSLOT_ROLE: 'api',
    })
    expect(api.output()).toContain('no statement timeout')
    await api.kill('SIGTERM')
    await withoutTimeout.stop()
  })
})
