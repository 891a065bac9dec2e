import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { toStoreProductId, requestPurchase } from '../support/buyer.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/database-records.ts'
import { openInboxFixture, type InboxFixture, type CapturedPurchase } from './inbox-fixture.ts'
import { expectConsistentHistory, readPaymentRecord, getPaymentRecord } from './payment-record.ts'
import { notifyingStores, type NotifyingStore } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let fixture: InboxFixture
beforeAll(async () => {
  fixture = await openInboxFixture()
})
beforeEach(() => fixture.notifications.waitForIdle())
afterAll(() => fixture.close())

async function expectLockWaiters(count: number): Promise<void> {
  const [row] = await fixture.notifications.sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  expect(row?.count).toBe(count)
}

/** The store takes the money back, and says so, after it was asked and before its answer is recorded. */
async function refundWhile(told: CapturedPurchase, record: () => Promise<unknown>): Promise<void> {
  const { server, sql } = fixture.notifications
  const recording = await sql.begin(async (holder) => {
    await holder`select from purchases where id = ${uuidOf(told.purchaseId)} for update`
    const started = record()
    await eventually(() => expectLockWaiters(1))
    const notification = await fixture.captured.captureOne(() =>
      updateStorePurchase(server.emulator, told.storePurchase.id, 'refund'),
    )
    const openBefore = await countUnprocessed()
    await fixture.post(notification)
    await eventually(async () => {
      if ((await countUnprocessed()) > openBefore) await expectLockWaiters(2)
    })
    return [started]
  })
  await recording[0]
  await fixture.notifications.waitForIdle()
}

/** Messages that are still to be worked on. */
async function countUnprocessed(): Promise<number> {
  return (await fixture.notifications.sql`select id from notifications where status <> 'PROCESSED'`).length
}

async function expectRefunded({ purchaseId }: Pick<CapturedPurchase, 'purchaseId'>): Promise<void> {
  const record = await getPaymentRecord(fixture.notifications.sql, purchaseId)
  expectConsistentHistory(record)
  expect(record.payment.status).toBe('REFUNDED')
}

describe.each(notifyingStores)('a refund at %s', (store) => {
  it('that is told while the notification of the payment is being recorded is not lost', async () => {
    const told = await fixture.buyAndCapture(store)
    await refundWhile(told, () => fixture.post(told.notification))
    await expectRefunded(told)
  })

  it('that is told while the app’s receipt is being recorded is not lost', async () => {
    const told = await fixture.buyAndCapture(store)
    const { purchaseId, storePurchase } = told
    const { client } = fixture.notifications.buyer
    await refundWhile(told, () =>
      client.mutate('verifyPurchase', { purchaseId, receipt: storePurchase.receipt }),
    )
    await expectRefunded(told)
  })

  it('that is told before anybody knows whose the sale is is not lost', async () => {
    const told = await buyWithoutAccountToken(store)
    const { purchaseId, storePurchase } = told
    await fixture.post(told.notification)
    const takeBack = () =>
      updateStorePurchase(fixture.notifications.server.emulator, storePurchase.id, 'refund')
    await fixture.post(await fixture.captured.captureOne(takeBack))
    await fixture.notifications.waitForIdle()
    await fixture.notifications.buyer.client.mutate('verifyPurchase', {
      purchaseId,
      receipt: storePurchase.receipt,
    })
    await fixture.notifications.waitForIdle()
    const record = await readPaymentRecord(fixture.notifications.sql, purchaseId)
    expect(['none', 'REFUNDED']).toContain(record?.payment.status ?? 'none')
  })
})

/** The app hands the store no account token. */
async function buyWithoutAccountToken(store: NotifyingStore): Promise<CapturedPurchase> {
  const { server, buyer } = fixture.notifications
  const { id: purchaseId } = await requestPurchase(buyer, store)
  const told = Promise.withResolvers<CapturedPurchase['storePurchase']>()
  const notification = await fixture.captured.captureOne(async () => {
    told.resolve(
      await createStorePurchase(server.emulator, { store, productId: toStoreProductId('coins_100') }),
    )
  })
  return { notification: notification, purchaseId, storePurchase: await told.promise }
}
