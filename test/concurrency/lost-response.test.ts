import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import { allEvents } from '../support/all-events.ts'
import { describe, expect, clusterTest as test, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyAndConsume,
  buyItem,
  buyUnverified,
  createBuyer,
  createServerClient,
  toConsumeInput,
  type ApiEndpoint,
} from '../support/purchase-client.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

type Outcome = {
  readonly replayed: boolean
  readonly problem?: object | null | undefined
  readonly subject: string | undefined
}

/** A call that can be repeated unchanged; everything that it needs has been prepared. */
type Call = (endpoint: ApiEndpoint) => Promise<Outcome>

type Mutation = {
  readonly event: string
  readonly prepare: (endpoint: ApiEndpoint, key: string) => Promise<Call>
}

const verification: Mutation = {
  event: 'PAYMENT_PAID',
  prepare: async (endpoint, idempotencyKey) => {
    const { purchase, storePurchase } = await buyUnverified(await createBuyer(endpoint, { as: 'server' }))
    const input = { purchaseId: purchase.id, receipt: storePurchase.receipt, idempotencyKey }
    return async (target) => {
      const { payment, ...rest } = await createServerClient(target).mutate('verifyPurchase', input)
      return { ...rest, subject: payment?.id }
    }
  },
}

/** Each mutation with an idempotency key, and the type of its event. */
const mutations: Readonly<Record<string, Mutation>> = {
  requestPurchase: {
    event: 'PURCHASE_REQUESTED',
    prepare: async (endpoint, idempotencyKey) => {
      const { userId } = await createBuyer(endpoint, { as: 'server' })
      const input = { userId, itemId: 'coins_100', store: 'TEST_STORE' as const, idempotencyKey }
      return async (target) => {
        const { purchase, ...rest } = await createServerClient(target).mutate('requestPurchase', input)
        return { ...rest, subject: purchase?.id }
      }
    },
  },
  verifyPurchase: verification,
  consumePayment: {
    event: 'PAYMENT_CONSUMED',
    prepare: async (endpoint, idempotencyKey) => {
      const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
      const input = toConsumeInput(paid.payment, idempotencyKey)
      return async (target) => {
        const { consume, ...rest } = await createServerClient(target).mutate('consumePayment', input)
        return { ...rest, subject: consume?.id }
      }
    },
  },
  completePayment: {
    event: 'PAYMENT_COMPLETED',
    prepare: async (endpoint, idempotencyKey) => {
      const paid = await buyAndConsume(await createBuyer(endpoint, { as: 'server' }))
      const input = { paymentId: paid.payment.id, idempotencyKey }
      return async (target) => {
        const { payment, ...rest } = await createServerClient(target).mutate('completePayment', input)
        return { ...rest, subject: payment?.id }
      }
    },
  },
}

const portOf = (url: string) => Number(new URL(url).port)

async function countEvents(sql: Sql, event: string): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int from ${allEvents(sql)} where type = ${event}`
  return row?.count ?? 0
}

async function isCommitted(sql: Sql, key: string): Promise<boolean> {
  const rows = await sql`select from idempotency_keys where key = ${key}`
  return rows.length > 0
}

describe.each(Object.entries(mutations))('%s', (_name, { event, prepare }) => {
  test('I3: a call whose connection is cut between commit and response is replayed by its retry', async ({
    endpoint,
    sql,
  }) => {
    const call = await prepare(endpoint, randomUUID())
    const before = await countEvents(sql, event)
    const proxy = await startTcpProxy(portOf(endpoint.graphqlUrl), () => 'cut')
    const throughProxy = { ...endpoint, graphqlUrl: `http://127.0.0.1:${proxy.port}/graphql` }
    await expect(call(throughProxy)).rejects.toThrow('fetch failed')
    await proxy.close()

    const again = await call(endpoint)
    expect(again).toMatchObject({
      replayed: true,
      problem: null,
      subject: expect.stringMatching(/^(pur|pay|con)_/),
    })
    expect(await call(endpoint)).toEqual(again)
    expect(await countEvents(sql, event)).toBe(before + 1)
  })

  test('I3, I7: a call whose process is killed between commit and response is replayed by its retry, and its event gets a position', async ({
    cluster,
    endpoint,
    sql,
    startProcess,
  }) => {
    const key = randomUUID()
    const call = await prepare(endpoint, key)
    const before = await countEvents(sql, event)
    let wasKilled = false
    const proxy = await startTcpProxy(portOf(cluster.databaseUrl), async () => {
      if (!(await isCommitted(sql, key))) return 'pass'
      wasKilled = true
      await killedProcess.kill('SIGKILL')
      return 'cut'
    })
    const databaseUrl = new URL(cluster.databaseUrl)
    databaseUrl.port = String(proxy.port)
    const killedProcess = await startProcess({ DATABASE_URL: databaseUrl.href })
    await expect(call({ ...endpoint, graphqlUrl: killedProcess.graphqlUrl })).rejects.toThrow('fetch failed')
    expect(wasKilled).toBe(true)
    await proxy.close()

    // The first process polls once a second for events of the killed process.
    await eventually(async () => {
      const pending = await sql`select type from event_outbox`
      expect(pending).toEqual([])
    })
    expect(await call(endpoint)).toMatchObject({ replayed: true, problem: null })
    expect(await countEvents(sql, event)).toBe(before + 1)
  })
})

test('I1, I3, I7: verifications that share a statement when their process is killed after the commit are replayed by their retries', async ({
  cluster,
  endpoint,
  sql,
  startProcess,
}) => {
  const keys = Array.from({ length: 24 }, () => randomUUID())
  const calls = await Promise.all(keys.map((key) => verification.prepare(endpoint, key)))
  const before = await countEvents(sql, verification.event)
  const findCommitted = async () => {
    const rows = await sql<{ key: string }[]>`select key from idempotency_keys where key = any(${keys})`
    return rows.map(({ key }) => key)
  }
  let committed: string[] = []
  const proxy = await startTcpProxy(portOf(cluster.databaseUrl), async () => {
    committed = await findCommitted()
    // The first call has a statement of its own, which the others wait for.
    if (committed.length < 2) return 'pass'
    await killedProcess.kill('SIGKILL')
    return 'cut'
  })
  const databaseUrl = new URL(cluster.databaseUrl)
  databaseUrl.port = String(proxy.port)
  const killedProcess = await startProcess({ DATABASE_URL: databaseUrl.href })
  const first = await Promise.allSettled(
    calls.map((call) => call({ ...endpoint, graphqlUrl: killedProcess.graphqlUrl })),
  )
  expect(first.some(({ status }) => status === 'rejected')).toBe(true)
  await proxy.close()

  const again = await Promise.all(calls.map((call) => call(endpoint)))
  expect(again.map(({ problem }) => problem)).toEqual(keys.map(() => null))
  expect(new Set(again.map(({ subject }) => subject)).size).toBe(keys.length)
  expect(keys.filter((_, index) => again[index]?.replayed)).toEqual(
    expect.arrayContaining(keys.filter((key) => committed.includes(key))),
  )
  await eventually(async () => {
    expect(await sql`select type from event_outbox`).toEqual([])
  })
  expect(await countEvents(sql, verification.event)).toBe(before + keys.length)
})
