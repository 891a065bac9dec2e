import postgres, { type Sql } from 'postgres'
import { decodeId } from '../../src/platform/ids.ts'
import type { Api, Wire } from '../support/api.ts'
import { newBuyer, serverApi, type Buyer } from '../support/buyer.ts'
import { advanceClock } from '../support/emulator-control.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { waitUntilIdle } from './idle.ts'
import type { Payment, Purchase } from '../../src/graphql/generated/types.ts'
import { writtenEvents } from '../support/written-events.ts'

export const pushingStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
export type PushingStore = (typeof pushingStores)[number]

/** A server whose stores speak to it, and eyes on everything. */
export type StoryDesk = {
  readonly at: TestServer
  readonly server: Api
  readonly buyer: Buyer
  readonly sql: Sql
  readonly findPurchase: (purchaseId: string) => Promise<Wire<Purchase>>
  readonly findPayment: (paymentId: string) => Promise<Wire<Payment>>
  /** The types of a payment's events, in their order. */
  readonly eventsOf: (paymentId: string) => Promise<string[]>
  /** Waits until nothing is on its way any more: no message, no job. */
  readonly settleDown: () => Promise<void>
  /** Lets the stores' time pass, and ours with it, and then waits for what follows. */
  readonly pass: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

const paymentFields = `id status quantity storeTransactionId price { amount currencyCode } paidAt purchaseToken
  user { userId } purchase { id status }
  refund { full refundedAt reason amount { amount currencyCode } quantity source }
  acknowledgement { status deadline attempts lastError acknowledgedAt }`

export async function openStoryDesk(options: TestServerOptions = {}): Promise<StoryDesk> {
  const at = await startTestServer({ storesSpeak: true, ...options })
  const sql = postgres(at.databaseUrl, { max: 2, onnotice: () => undefined })
  const server = serverApi(at)
  const buyer = await newBuyer(at)
  const settleDown = async () => {
    await advanceClock(at.emulator, 0)
    await waitUntilIdle(sql, at.emulator, 30_000)
  }
  return {
    at,
    server,
    buyer,
    sql,
    findPurchase: async (id) => {
      const text = `query ($id: ID!) { purchase(id: $id) { id status accountToken payment { ${paymentFields} } } }`
      const { purchase } = await server.query(text, { id })
      if (purchase == null) throw new Error('there is no such purchase')
      return purchase
    },
    findPayment: async (id) => {
      const { payment } = await server.query(`query ($id: ID!) { payment(id: $id) { ${paymentFields} } }`, {
        id,
      })
      if (payment == null) throw new Error('there is no such payment')
      return payment
    },
    eventsOf: async (paymentId) => {
      const rows = await sql<{ type: string }[]>`
        select type from ${writtenEvents(sql)} where payment_id = ${decodeId('pay', paymentId)} order by position, recorded`
      return rows.map(({ type }) => type)
    },
    settleDown,
    pass: async (ms) => {
      await advanceClock(at.emulator, Math.round(ms))
      await settleDown()
    },
    close: async () => {
      await sql.end()
      await at.close()
    },
  }
}
