import type { Sql } from 'postgres'
import { toStoreProductId, requestPurchase } from '../support/purchase-client.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/database-records.ts'
import {
  type CapturedPurchase,
  describe,
  expect,
  inboxTest as test,
  vi,
  type InboxFixtures,
} from './inbox-fixture.ts'
import { expectConsistentHistory, readPaymentRecord, getPaymentRecord } from './payment-record.ts'
import { notifyingStores, type NotifyingStore } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test.beforeEach(({ notifications }) => notifications.waitForIdle())

async function expectLockWaiters(sql: Sql, count: number): Promise<void> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  expect(row?.count).toBe(count)
}

/** The store refunds the sale and notifies of it after its response was received and before that is recorded. */
async function refundWhile(
  {
    emulator,
    sql,
    notifications,
    captured,
    inbox,
  }: Pick<InboxFixtures, 'emulator' | 'sql' | 'notifications' | 'captured' | 'inbox'>,
  purchase: CapturedPurchase,
  record: () => Promise<unknown>,
): Promise<void> {
  const recording = await sql.begin(async (holder) => {
    await holder`select from purchases where id = ${uuidOf(purchase.purchaseId)} for update`
    const started = record()
    await eventually(() => expectLockWaiters(sql, 1))
    const notification = await captured.captureOne(() =>
      updateStorePurchase(emulator, purchase.storePurchase.id, 'refund'),
    )
    const unprocessedBefore = await countUnprocessed(sql)
    await inbox.post(notification)
    await eventually(async () => {
      if ((await countUnprocessed(sql)) > unprocessedBefore) await expectLockWaiters(sql, 2)
    })
    return [started]
  })
  await recording[0]
  await notifications.waitForIdle()
}

/** The number of notifications that are not processed yet. */
async function countUnprocessed(sql: Sql): Promise<number> {
  return (await sql`select id from notifications where status <> 'PROCESSED'`).length
}

async function expectRefunded(sql: Sql, { purchaseId }: Pick<CapturedPurchase, 'purchaseId'>): Promise<void> {
  const record = await getPaymentRecord(sql, purchaseId)
  expectConsistentHistory(record)
  expect(record.payment.status).toBe('REFUNDED')
}

describe.each(notifyingStores)('a refund at %s', (store) => {
  test('a refund is not lost when its notification comes while that of the payment is being recorded', async ({
    emulator,
    sql,
    notifications,
    captured,
    inbox,
  }) => {
    const purchase = await inbox.buyAndCapture(store)
    await refundWhile({ emulator, sql, notifications, captured, inbox }, purchase, () =>
      inbox.post(purchase.notification),
    )
    await expectRefunded(sql, purchase)
  })

  test('a refund is not lost when its notification comes while the app’s receipt is being recorded', async ({
    emulator,
    buyer,
    sql,
    notifications,
    captured,
    inbox,
  }) => {
    const purchase = await inbox.buyAndCapture(store)
    const { purchaseId, storePurchase } = purchase
    const { client } = buyer
    await refundWhile({ emulator, sql, notifications, captured, inbox }, purchase, () =>
      client.mutate('verifyPurchase', { purchaseId, receipt: storePurchase.receipt }),
    )
    await expectRefunded(sql, purchase)
  })

  test('a refund is not lost when its notification comes before the user of the sale is known', async ({
    emulator,
    buyer,
    sql,
    notifications,
    captured,
    inbox,
  }) => {
    const purchase = await buyWithoutAccountToken({ emulator, buyer, captured }, store)
    const { purchaseId, storePurchase } = purchase
    await inbox.post(purchase.notification)
    const refund = () => updateStorePurchase(emulator, storePurchase.id, 'refund')
    await inbox.post(await captured.captureOne(refund))
    await notifications.waitForIdle()
    await buyer.client.mutate('verifyPurchase', {
      purchaseId,
      receipt: storePurchase.receipt,
    })
    await notifications.waitForIdle()
    const record = await readPaymentRecord(sql, purchaseId)
    expect(['none', 'REFUNDED']).toContain(record?.payment.status ?? 'none')
  })
})

/** Buys without an account token. */
async function buyWithoutAccountToken(
  { emulator, buyer, captured }: Pick<InboxFixtures, 'emulator' | 'buyer' | 'captured'>,
  store: NotifyingStore,
): Promise<CapturedPurchase> {
  const { id: purchaseId } = await requestPurchase(buyer, { store })
  const storePurchase = Promise.withResolvers<CapturedPurchase['storePurchase']>()
  const notification = await captured.captureOne(async () => {
    storePurchase.resolve(
      await createStorePurchase(emulator, { store, productId: toStoreProductId('coins_100') }),
    )
  })
  return { notification, purchaseId, storePurchase: await storePurchase.promise }
}
