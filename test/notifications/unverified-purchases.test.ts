import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { payAtStore, requestPurchase } from '../support/buyer.ts'
import { clearFaults, injectFault } from '../support/emulator-control.ts'
import { openNotificationFixture, notifyingStores, type NotificationFixture } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let fixture: NotificationFixture
beforeAll(async () => {
  fixture = await openNotificationFixture()
})
afterAll(() => fixture.close())

describe.each(notifyingStores)('an app that dies after paying at %s', (store) => {
  it('has its payment all the same, bound to its user by the account token', async () => {
    const purchase = await requestPurchase(fixture.buyer, store)
    await payAtStore(fixture.server, purchase)
    await fixture.waitForIdle()
    const { payment, status } = await fixture.findPurchase(purchase.id)
    expect(status).toBe('VERIFIED')
    expect(payment).toMatchObject({ status: 'PAID', user: { userId: fixture.buyer.userId } })
    expect(await fixture.readEventTypes(payment?.id ?? '')).toEqual(['PAYMENT_PAID'])
  })
})

it('I1: a receipt that is submitted after the store has told of it is new, once', async () => {
  const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
  const { receipt } = await payAtStore(fixture.server, purchase)
  await fixture.waitForIdle()
  const input = { purchaseId: purchase.id, receipt }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => fixture.buyer.client.mutate('verifyPurchase', input)),
  )
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1)
})

it('a sale that the store tells of before its API knows it is recorded when the API does', async () => {
  const endpoint = 'purchases.productsv2.getproductpurchasev2'
  await injectFault(fixture.server.emulator, { store: 'GOOGLE_PLAY', endpoint, times: 1_000, status: 404 })
  const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
  await payAtStore(fixture.server, purchase)
  await fixture.waitForIdle()
  expect((await fixture.findPurchase(purchase.id)).payment).toBeNull()
  await clearFaults(fixture.server.emulator)
  await fixture.advanceTime(10 * 60_000)
  expect((await fixture.findPurchase(purchase.id)).payment).toMatchObject({ status: 'PAID' })
})
