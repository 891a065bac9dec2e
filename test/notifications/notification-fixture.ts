import type { Sql } from 'postgres'
import { decodeId } from '../../src/platform/ids.ts'
import type { Payment, Purchase } from '../../src/graphql/generated/types.ts'
import { allEvents } from '../support/all-events.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { advanceTime } from '../support/emulator-control.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { serverTest } from '../support/test.ts'
import type { TestServer } from '../support/test-server.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'

export { describe, expect, vi } from '../support/test.ts'

export const notifyingStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
export type NotifyingStore = (typeof notifyingStores)[number]

export type NotificationHelpers = {
  readonly findPurchase: (purchaseId: string) => Promise<Serialized<Purchase>>
  readonly findPayment: (paymentId: string) => Promise<Serialized<Payment>>
  /** The types of a payment's events, oldest first. */
  readonly readEventTypes: (paymentId: string) => Promise<string[]>
  /** Waits until no notification and no job is pending. */
  readonly waitForIdle: () => Promise<void>
  /** Advances the virtual clock, and waits for everything that is due then. */
  readonly advanceTime: (ms: number) => Promise<void>
}

export type NotificationFixtures = ServerFixtures & { readonly notifications: NotificationHelpers }

/** A server that receives the notifications of the stores. */
export const notificationTest = serverTest
  .extend('serverOptions', { scope: 'file' }, { notifications: true })
  .extend('notifications', { scope: 'file' }, ({ server, admin, sql }) =>
    createNotificationHelpers(server, admin, sql),
  )

const paymentFields = `id status quantity storeTransactionId price { amount currencyCode } paidAt purchaseToken
  user { userId } purchase { id status }
  refund { full refundedAt reason amount { amount currencyCode } quantity source }
  acknowledgement { status deadline attempts lastError acknowledgedAt }`

function createNotificationHelpers(server: TestServer, admin: ApiClient, sql: Sql): NotificationHelpers {
  return {
    findPurchase: async (id) => {
      const text = `query ($id: ID!) { purchase(id: $id) { id status accountToken payment { ${paymentFields} } } }`
      const { purchase } = await admin.query(text, { id })
      if (purchase == null) throw new Error(`purchase ${id} not found`)
      return purchase
    },
    findPayment: async (id) => {
      const text = `query ($id: ID!) { payment(id: $id) { ${paymentFields} } }`
      const { payment } = await admin.query(text, { id })
      if (payment == null) throw new Error(`payment ${id} not found`)
      return payment
    },
    readEventTypes: async (paymentId) => {
      const rows = await sql<{ type: string }[]>`
        select type from ${allEvents(sql)} where payment_id = ${decodeId('pay', paymentId)} order by position, insert_seq`
      return rows.map(({ type }) => type)
    },
    waitForIdle: () => waitForIdle(server, sql, 30_000),
    advanceTime: async (ms) => {
      await advanceTime(server.emulator, Math.round(ms))
      await waitForIdle(server, sql, 30_000)
    },
  }
}
