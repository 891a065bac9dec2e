import postgres, { type Sql } from 'postgres'
import { decodeId } from '../../src/platform/ids.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { createBuyer, createServerClient, type Buyer } from '../support/buyer.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { waitUntilIdle } from './wait-until-idle.ts'
import type { Payment, Purchase } from '../../src/graphql/generated/types.ts'
import { allEvents } from '../support/all-events.ts'

export const notifyingStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
export type NotifyingStore = (typeof notifyingStores)[number]

/** A server whose stores speak to it, and eyes on everything. */
export type NotificationFixture = {
  readonly server: TestServer
  readonly admin: ApiClient
  readonly buyer: Buyer
  readonly sql: Sql
  readonly findPurchase: (purchaseId: string) => Promise<Serialized<Purchase>>
  readonly findPayment: (paymentId: string) => Promise<Serialized<Payment>>
  /** The types of a payment's events, in their order. */
  readonly readEventTypes: (paymentId: string) => Promise<string[]>
  /** Waits until nothing is on its way any more: no message, no job. */
  readonly waitForIdle: () => Promise<void>
  /** Lets the stores' time pass, and ours with it, and then waits for what follows. */
  readonly advanceTime: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

const paymentFields = `id status quantity storeTransactionId price { amount currencyCode } paidAt purchaseToken
  user { userId } purchase { id status }
  refund { full refundedAt reason amount { amount currencyCode } quantity source }
  acknowledgement { status deadline attempts lastError acknowledgedAt }`

export async function openNotificationFixture(options: TestServerOptions = {}): Promise<NotificationFixture> {
  const server = await startTestServer({ notifications: true, ...options })
  const sql = postgres(server.databaseUrl, { max: 2, onnotice: () => undefined })
  const admin = createServerClient(server)
  const buyer = await createBuyer(server)
  const waitForIdle = async () => {
    await advanceTime(server.emulator, 0)
    await waitUntilIdle(sql, server.emulator, 30_000)
  }
  return {
    server,
    admin,
    buyer,
    sql,
    findPurchase: async (id) => {
      const text = `query ($id: ID!) { purchase(id: $id) { id status accountToken payment { ${paymentFields} } } }`
      const { purchase } = await admin.query(text, { id })
      if (purchase == null) throw new Error('there is no such purchase')
      return purchase
    },
    findPayment: async (id) => {
      const { payment } = await admin.query(`query ($id: ID!) { payment(id: $id) { ${paymentFields} } }`, {
        id,
      })
      if (payment == null) throw new Error('there is no such payment')
      return payment
    },
    readEventTypes: async (paymentId) => {
      const rows = await sql<{ type: string }[]>`
        select type from ${allEvents(sql)} where payment_id = ${decodeId('pay', paymentId)} order by position, recorded`
      return rows.map(({ type }) => type)
    },
    waitForIdle,
    advanceTime: async (ms) => {
      await advanceTime(server.emulator, Math.round(ms))
      await waitForIdle()
    },
    close: async () => {
      await sql.end()
      await server.close()
    },
  }
}
