import { toConsumeInput, expectField, type Buyer } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { startServerProcess } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { type CapturedPurchase, describe, expect, inboxTest as test, vi } from './inbox-fixture.ts'
import { expectConsistentHistory, getPaymentRecord } from './payment-record.ts'
import { postNotification } from './captured-notifications.ts'
import { raceNotification } from './race-notification.ts'
import { notifyingStores } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

/** Repeats a call that is rejected as BUSY, as an app does. */
async function retryWhileBusy<P extends { problem?: { code: string; retryable: boolean } | null }>(
  call: () => Promise<P>,
): Promise<P> {
  for (;;) {
    const payload = await call()
    if (payload.problem?.code !== 'BUSY') return payload
    expect(payload.problem.retryable).toBe(true)
  }
}

const verify = (buyer: Buyer, { purchaseId, storePurchase: { receipt } }: CapturedPurchase) =>
  retryWhileBusy(() => buyer.client.mutate('verifyPurchase', { purchaseId, receipt }))

const paid = { type: 'PAYMENT_PAID', previous_status: null, status: 'PAID' }

describe.each(notifyingStores)('%s', (store) => {
  test('100 races of the app with the notification create one payment each, which the app receives', async ({
    buyer,
    sql,
    notifications,
    inbox,
    emulator,
  }) => {
    const races = []
    for (let index = 0; index < 100; index += 1) {
      const purchase = await inbox.buyAndCapture(store)
      races.push({
        ...purchase,
        payload: await raceNotification({ emulator, inbox, sql }, index, { store, ...purchase }, () =>
          verify(buyer, purchase),
        ),
      })
    }
    await notifications.waitForIdle()
    for (const { purchaseId, payload } of races) {
      const record = await getPaymentRecord(sql, purchaseId)
      expectConsistentHistory(record)
      expect(record.events).toEqual([paid])
      const { id } = expectField(await notifications.findPurchase(purchaseId), 'payment')
      expect(payload).toMatchObject({ problem: null, replayed: false, payment: { id, status: 'PAID' } })
    }
    // The app and the notification each win sometimes: otherwise these were no races.
    const winners = await sql`
      select distinct submitted_at = verified_at as app_won from payments where store = ${store} and submitted_at is not null`
    expect(winners).toHaveLength(2)
  })

  test('50 races of a refund with a consume reject the consume, or record the refund as later', async ({
    emulator,
    admin,
    buyer,
    sql,
    notifications,
    captured,
    inbox,
  }) => {
    const races = []
    for (let index = 0; index < 50; index += 1) {
      const purchase = await inbox.buyAndCapture(store)
      const payment = expectField(await verify(buyer, purchase), 'payment')
      const refund = () => updateStorePurchase(emulator, purchase.storePurchase.id, 'refund')
      const notification = await captured.captureOne(refund)
      const consume = () => retryWhileBusy(() => admin.mutate('consumePayment', toConsumeInput(payment)))
      const { problem = null } = await raceNotification(
        { emulator, inbox, sql },
        index,
        { store, notification },
        consume,
      )
      races.push({ ...purchase, problem })
    }
    await notifications.waitForIdle()
    for (const { purchaseId, problem } of races) {
      const record = await getPaymentRecord(sql, purchaseId)
      expectConsistentHistory(record)
      const before = problem === null ? 'CONSUMED' : 'PAID'
      if (problem !== null) expect(problem.code).toBe('PAYMENT_REFUNDED')
      // A consumed payment is acknowledged at the App Store even if it was refunded.
      expect(record.events.filter(({ type }) => type !== 'PAYMENT_ACKNOWLEDGED')).toEqual([
        paid,
        ...(problem === null ? [{ type: 'PAYMENT_CONSUMED', previous_status: 'PAID', status: before }] : []),
        { type: 'PAYMENT_REFUNDED', previous_status: before, status: 'REFUNDED' },
      ])
      expect(record.refunds).toMatchObject([{ is_full: true, previous_status: before, reversed: false }])
    }
    expect(new Set(races.map(({ problem }) => problem === null))).toEqual(new Set([false, true]))
  })

  test('the same notification five times at once is stored once', async ({ sql, notifications, inbox }) => {
    const { notification, purchaseId } = await inbox.buyAndCapture(store)
    const count = async () => (await sql`select id from notifications`).length
    const before = await count()
    const responses = await Promise.all(Array.from({ length: 5 }, () => inbox.post(notification)))
    expect(responses).toEqual(
      responses.map(() => ({ status: inbox.expectedStatus(store, 'accepted'), body: '' })),
    )
    expect(await count()).toBe(before + 1)
    await notifications.waitForIdle()
    expectConsistentHistory(await getPaymentRecord(sql, purchaseId))
  })
})

test('three processes that receive the same notification, and the app, create one payment with one event', async ({
  server,
  emulator,
  buyer,
  sql,
  notifications,
  captured,
  inbox,
}) => {
  const environment = {
    DATABASE_URL: server.databaseUrl,
    COINSLOT_SECRET: testSecret,
    JOB_CONCURRENCY: '4',
    JOB_RECOVERY_INTERVAL_MS: '100',
  }
  const processes = await Promise.all([startServerProcess(environment), startServerProcess(environment)])
  const urls = [server.instance.url, ...processes.map(({ graphqlUrl }) => graphqlUrl.replace('/graphql', ''))]
  for (const store of notifyingStores) {
    for (let count = 0; count < 10; count += 1) {
      const purchase = await inbox.buyAndCapture(store)
      await Promise.all([
        ...urls.map((url) => postNotification(url, purchase.notification)),
        verify(buyer, purchase),
      ])
      const notification = await captured.captureOne(() =>
        updateStorePurchase(emulator, purchase.storePurchase.id, 'refund'),
      )
      await Promise.all(urls.map((url) => postNotification(url, notification)))
      await notifications.waitForIdle()
      const record = await getPaymentRecord(sql, purchase.purchaseId)
      expectConsistentHistory(record)
      expect(record.events.map(({ type }) => type)).toEqual(['PAYMENT_PAID', 'PAYMENT_REFUNDED'])
    }
  }
  await Promise.all(processes.map((process) => process.kill('SIGTERM')))
})
