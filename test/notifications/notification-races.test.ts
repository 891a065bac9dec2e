import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { consumeInput, expectField } from '../support/buyer.ts'
import { updateStorePurchase, clearFaults } from '../support/emulator-control.ts'
import { startServerProcess } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { openInboxFixture, type InboxFixture, type CapturedPurchase } from './inbox-fixture.ts'
import { expectConsistentHistory, getPaymentRecord } from './payment-record.ts'
import { postNotification } from './captured-notifications.ts'
import { raceNotification } from './race-notification.ts'
import { notifyingStores } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

let fixture: InboxFixture
beforeAll(async () => {
  fixture = await openInboxFixture()
})
afterEach(() => clearFaults(fixture.notifications.server.emulator))
afterAll(() => fixture.close())

/** As an app does: a call that finds the server too busy is made again. */
async function retryWhileBusy<P extends { problem?: { code: string; retryable: boolean } | null }>(
  call: () => Promise<P>,
): Promise<P> {
  for (;;) {
    const payload = await call()
    if (payload.problem?.code !== 'BUSY') return payload
    expect(payload.problem.retryable).toBe(true)
  }
}

const verify = ({ purchaseId, storePurchase: { receipt } }: CapturedPurchase) =>
  retryWhileBusy(() => fixture.notifications.buyer.client.mutate('verifyPurchase', { purchaseId, receipt }))

const paid = { type: 'PAYMENT_PAID', previous_status: null, status: 'PAID' }

describe.each(notifyingStores)('%s', (store) => {
  it('100 races of the app with the notification make one payment each, which the app is answered', async () => {
    const { notifications } = fixture
    const races = []
    for (let index = 0; index < 100; index += 1) {
      const told = await fixture.buyAndCapture(store)
      races.push({
        ...told,
        answer: await raceNotification(fixture, index, { store, ...told }, () => verify(told)),
      })
    }
    await notifications.waitForIdle()
    for (const { purchaseId, answer } of races) {
      const record = await getPaymentRecord(notifications.sql, purchaseId)
      expectConsistentHistory(record)
      expect(record.events).toEqual([paid])
      const { id } = expectField(await notifications.findPurchase(purchaseId), 'payment')
      expect(answer).toMatchObject({ problem: null, replayed: false, payment: { id, status: 'PAID' } })
    }
    // Both win now and then: otherwise these were no races.
    const winners = await notifications.sql`
      select distinct submitted_at = verified_at as app_won from payments where store = ${store} and submitted_at is not null`
    expect(winners).toHaveLength(2)
  })

  it('50 races of a refund with a consume: the consume is refused, or the refund says that it came after', async () => {
    const { notifications } = fixture
    const races = []
    for (let index = 0; index < 50; index += 1) {
      const told = await fixture.buyAndCapture(store)
      const payment = expectField(await verify(told), 'payment')
      const takeBack = () =>
        updateStorePurchase(notifications.server.emulator, told.storePurchase.id, 'refund')
      const notification = await fixture.captured.captureOne(takeBack)
      const consume = () =>
        retryWhileBusy(() => notifications.admin.mutate('consumePayment', consumeInput(payment)))
      const { problem = null } = await raceNotification(fixture, index, { store, notification }, consume)
      races.push({ ...told, problem })
    }
    await notifications.waitForIdle()
    for (const { purchaseId, problem } of races) {
      const record = await getPaymentRecord(notifications.sql, purchaseId)
      expectConsistentHistory(record)
      const before = problem === null ? 'CONSUMED' : 'PAID'
      if (problem !== null) expect(problem.code).toBe('PAYMENT_REFUNDED')
      // The App Store is told of what was consumed, whether or not it took the money back.
      expect(record.events.filter(({ type }) => type !== 'PAYMENT_ACKNOWLEDGED')).toEqual([
        paid,
        ...(problem === null ? [{ type: 'PAYMENT_CONSUMED', previous_status: 'PAID', status: before }] : []),
        { type: 'PAYMENT_REFUNDED', previous_status: before, status: 'REFUNDED' },
      ])
      expect(record.refunds).toMatchObject([{ full: true, previous_status: before, reversed: false }])
    }
    expect(new Set(races.map(({ problem }) => problem === null))).toEqual(new Set([false, true]))
  })

  it('the same message five times at once is stored once', async () => {
    const { notification, purchaseId } = await fixture.buyAndCapture(store)
    const count = async () => (await fixture.notifications.sql`select id from notifications`).length
    const before = await count()
    const answers = await Promise.all(Array.from({ length: 5 }, () => fixture.post(notification)))
    expect(answers).toEqual(
      answers.map(() => ({ status: fixture.expectedStatus(store, 'accepted'), body: '' })),
    )
    expect(await count()).toBe(before + 1)
    await fixture.notifications.waitForIdle()
    expectConsistentHistory(await getPaymentRecord(fixture.notifications.sql, purchaseId))
  })
})

it('three processes that hear the same, and the app besides, make one payment and one event of it', async () => {
  const { server, sql } = fixture.notifications
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
      const told = await fixture.buyAndCapture(store)
      await Promise.all([...urls.map((url) => postNotification(url, told.notification)), verify(told)])
      const notification = await fixture.captured.captureOne(() =>
        updateStorePurchase(server.emulator, told.storePurchase.id, 'refund'),
      )
      await Promise.all(urls.map((url) => postNotification(url, notification)))
      await fixture.notifications.waitForIdle()
      const record = await getPaymentRecord(sql, told.purchaseId)
      expectConsistentHistory(record)
      expect(record.events.map(({ type }) => type)).toEqual(['PAYMENT_PAID', 'PAYMENT_REFUNDED'])
    }
  }
  await Promise.all(processes.map((process) => process.kill('SIGTERM')))
})
