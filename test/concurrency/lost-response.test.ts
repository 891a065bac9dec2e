import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { startServerProcess } from '../support/server-process.ts'
import {
  buyWithoutVerifying,
  buyVerified,
  completePayment,
  consumePayment,
  registerUser,
  requestPurchaseAt,
  verifyPurchase,
  type ProblemPayload,
  type ApiEndpoint,
} from '../support/game-server-client.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { allEvents } from '../support/all-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

type Outcome = {
  readonly replayed: boolean
  readonly problem: ProblemPayload
  readonly subject: string | undefined
}

/** A call that can be repeated word by word; what it needs is there already. */
type Call = (shop: ApiEndpoint) => Promise<Outcome>

/** Each mutation that takes an idempotency key, with the event that tells of it. */
const mutations: Readonly<
  Record<string, { event: string; prepare: (shop: ApiEndpoint, key: string) => Promise<Call> }>
> = {
  requestPurchase: {
    event: 'PURCHASE_REQUESTED',
    prepare: async (shop, idempotencyKey) => {
      const userId = randomUUID()
      await registerUser(shop, userId)
      const input = { userId, itemId: 'coins_100', store: 'TEST_STORE' as const, idempotencyKey }
      return async (at) => {
        const { purchase, ...answer } = await requestPurchaseAt(at, input)
        return { ...answer, subject: purchase?.id }
      }
    },
  },
  verifyPurchase: {
    event: 'PAYMENT_PAID',
    prepare: async (shop, idempotencyKey) => {
      const { purchaseId, receipt } = await buyWithoutVerifying(shop)
      return async (at) => {
        const { payment, ...answer } = await verifyPurchase(at, { purchaseId, receipt, idempotencyKey })
        return { ...answer, subject: payment?.id }
      }
    },
  },
  consumePayment: {
    event: 'PAYMENT_CONSUMED',
    prepare: async (shop, idempotencyKey) => {
      const { paymentId, purchaseToken } = await buyVerified(shop)
      return async (at) => {
        const { consume, ...answer } = await consumePayment(at, { paymentId, purchaseToken, idempotencyKey })
        return { ...answer, subject: consume?.id }
      }
    },
  },
  completePayment: {
    event: 'PAYMENT_COMPLETED',
    prepare: async (shop, idempotencyKey) => {
      const { paymentId, purchaseToken } = await buyVerified(shop)
      await consumePayment(shop, { paymentId, purchaseToken })
      return async (at) => {
        const { payment, ...answer } = await completePayment(at, { paymentId, idempotencyKey })
        return { ...answer, subject: payment?.id }
      }
    },
  },
}

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ processes: 1 })
})
afterAll(() => cluster.close())

const portOf = (url: string) => Number(new URL(url).port)

async function countEvents(event: string): Promise<number> {
  const [row] = await cluster.sql<
    { count: number }[]
  >`select count(*)::int from ${allEvents(cluster.sql)} where type = ${event}`
  return row?.count ?? 0
}

async function isCommitted(key: string): Promise<boolean> {
  const rows = await cluster.sql`select from idempotency_keys where key = ${key}`
  return rows.length > 0
}

describe.each(Object.entries(mutations))('%s', (_name, { event, prepare }) => {
  test('I3: a call whose connection is cut between commit and answer is replayed by the same call', async () => {
    const call = await prepare(cluster.endpoint(), randomUUID())
    const before = await countEvents(event)
    const proxy = await startTcpProxy(portOf(cluster.endpoint().graphqlUrl), () => 'cut')
    const beyond = { ...cluster.endpoint(), graphqlUrl: `http://127.0.0.1:${proxy.port}/graphql` }
    await expect(call(beyond)).rejects.toThrow('fetch failed')
    await proxy.close()

    const again = await call(cluster.endpoint())
    expect(again).toMatchObject({
      replayed: true,
      problem: null,
      subject: expect.stringMatching(/^(pur|pay|con)_/),
    })
    expect(await call(cluster.endpoint())).toEqual(again)
    expect(await countEvents(event)).toBe(before + 1)
  })

  test('I3, I7: a process killed between commit and answer leaves an answer to replay and an event to place', async () => {
    const key = randomUUID()
    const call = await prepare(cluster.endpoint(), key)
    const before = await countEvents(event)
    let wasKilled = false
    const proxy = await startTcpProxy(portOf(cluster.databaseUrl), async () => {
      if (!(await isCommitted(key))) return 'pass'
      wasKilled = true
      await doomed.kill('SIGKILL')
      return 'cut'
    })
    const databaseUrl = new URL(cluster.databaseUrl)
    databaseUrl.port = String(proxy.port)
    const doomed = await startServerProcess({ ...cluster.environment, DATABASE_URL: databaseUrl.href })
    await expect(call({ ...cluster.endpoint(), graphqlUrl: doomed.graphqlUrl })).rejects.toThrow(
      'fetch failed',
    )
    expect(wasKilled).toBe(true)
    await proxy.close()

    // The first process polls once a second for what nobody announced.
    await eventually(async () => {
      const unplaced = await cluster.sql`select type from unplaced_events`
      expect(unplaced).toEqual([])
    })
    expect(await call(cluster.endpoint())).toMatchObject({ replayed: true, problem: null })
    expect(await countEvents(event)).toBe(before + 1)
  })
})
