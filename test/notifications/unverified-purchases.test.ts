import { payAtStore, requestPurchase } from '../support/purchase-client.ts'
import { notifyingStores, describe, expect, notificationTest as test, vi } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

describe.each(notifyingStores)('an app that exits after paying at %s', (store) => {
  test('the payment is recorded all the same, bound to its user by the account token', async ({
    server,
    buyer,
    notifications,
  }) => {
    const purchase = await requestPurchase(buyer, { store })
    await payAtStore(server, purchase)
    await notifications.waitForIdle()
    const { payment, status } = await notifications.findPurchase(purchase.id)
    expect(status).toBe('VERIFIED')
    expect(payment).toMatchObject({ status: 'PAID', user: { userId: buyer.userId } })
    expect(await notifications.readEventTypes(payment?.id ?? '')).toEqual(['PAYMENT_PAID'])
  })
})

test('I1: a receipt that is submitted after the notification of the store is new once', async ({
  server,
  buyer,
  notifications,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
  const { receipt } = await payAtStore(server, purchase)
  await notifications.waitForIdle()
  const input = { purchaseId: purchase.id, receipt }
  const payloads = await Promise.all(
    Array.from({ length: 10 }, () => buyer.client.mutate('verifyPurchase', input)),
  )
  expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(payloads.map(({ payment }) => payment?.id)).size).toBe(1)
})

test('a sale that the store notifies of before its API knows it is recorded when the API does', async ({
  server,
  buyer,
  notifications,
  faults,
}) => {
  const endpoint = 'purchases.productsv2.getproductpurchasev2'
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint, times: 1_000, status: 404 })
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
  await payAtStore(server, purchase)
  await notifications.waitForIdle()
  expect((await notifications.findPurchase(purchase.id)).payment).toBeNull()
  await faults.clear()
  await notifications.advanceTime(10 * 60_000)
  expect((await notifications.findPurchase(purchase.id)).payment).toMatchObject({ status: 'PAID' })
})
