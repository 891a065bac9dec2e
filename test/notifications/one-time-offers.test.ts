import type { Payment } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { getStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import {
  createBuyer,
  expectField,
  payAtStore,
  requestPurchase,
  toConsumeInput,
  toStoreProductId,
  type Buyer,
} from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs, hourMs } from '../support/time.ts'
import { describe, expect, notificationTest as test } from './notification-fixture.ts'

const fields = `id status quantity storeTransactionId purchaseToken item { itemId } price { amount currencyCode }
  purchase { id status } offer { kind purchaseOptionId offerId } acknowledgement { status }`

async function listPayments(admin: ApiClient, userId: string): Promise<readonly Serialized<Payment>[]> {
  const text = `query ($userId: String!) {
    payments(filter: { userId: $userId }, first: 100) { nodes { ${fields} } }
  }`
  return (await admin.query(text, { userId })).payments.nodes
}

type Fixtures = { readonly server: TestServer; readonly buyer: Buyer }

/** A bundle of two products, paid by one purchase at Google Play. */
async function buyBundle({ server, buyer }: Fixtures) {
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY', itemId: 'coins_100' })
  const lines = [{ productId: toStoreProductId('coins_500') }]
  const storePurchase = await payAtStore(server, purchase, { lines })
  return { purchase, storePurchase }
}

describe('a purchase of several products at Google Play', () => {
  test('each product becomes a payment of its own, once, with its own price', async ({
    server,
    admin,
    notifications,
  }) => {
    const buyer = await createBuyer(server)
    const { purchase, storePurchase } = await buyBundle({ server, buyer })
    await notifications.waitForIdle()
    const payments = await listPayments(admin, buyer.userId)
    const byItem = (itemId: string) => payments.find(({ item }) => item.itemId === itemId)
    expect(payments).toHaveLength(2)
    expect(byItem('coins_100')?.purchase.id).toBe(purchase.id)
    expect(byItem('coins_500')?.purchase.id).not.toBe(purchase.id)
    expect(byItem('coins_100')?.price).not.toEqual(byItem('coins_500')?.price)
    expect(byItem('coins_500')?.storeTransactionId).toBe(byItem('coins_100')?.storeTransactionId)
    const { googlePlay } = storePurchase.receipt
    if (googlePlay === undefined) throw new Error('not a receipt of Google Play')
    for (const itemId of ['coins_100', 'coins_500']) {
      const receipt = { googlePlay: { ...googlePlay, productId: toStoreProductId(itemId) } }
      const verified = await buyer.client.mutate('verifyPurchase', { receipt })
      expect(expectField(verified, 'payment').id).toBe(byItem(itemId)?.id)
    }
    expect(await listPayments(admin, buyer.userId)).toHaveLength(2)
  })

  test('the purchase is acknowledged once every product is consumed', async ({
    server,
    emulator,
    admin,
    notifications,
  }) => {
    const buyer = await createBuyer(server)
    const { storePurchase } = await buyBundle({ server, buyer })
    await notifications.waitForIdle()
    const [first, second] = await listPayments(admin, buyer.userId)
    if (first === undefined || second === undefined) throw new Error('a payment is missing')
    expectField(await admin.mutate('consumePayment', toConsumeInput(first)), 'consume')
    await notifications.advanceTime(hourMs)
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ acknowledged: false })
    expectField(await admin.mutate('consumePayment', toConsumeInput(second)), 'consume')
    await notifications.advanceTime(hourMs)
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ acknowledged: true })
    const statuses = (await listPayments(admin, buyer.userId)).map((each) => each.acknowledgement.status)
    expect(statuses).toEqual(['ACKNOWLEDGED', 'ACKNOWLEDGED'])
  })

  test('I8: a consumed product is not refunded because another one never is', async ({
    server,
    emulator,
    admin,
    notifications,
  }) => {
    const buyer = await createBuyer(server)
    const { storePurchase } = await buyBundle({ server, buyer })
    await notifications.waitForIdle()
    const [first] = await listPayments(admin, buyer.userId)
    if (first === undefined) throw new Error('a payment is missing')
    expectField(await admin.mutate('consumePayment', toConsumeInput(first)), 'consume')
    await notifications.advanceTime(2.8 * dayMs)
    await notifications.advanceTime(dayMs)
    const atStore = await getStorePurchase(emulator, storePurchase.id)
    expect(atStore).toMatchObject({ acknowledged: true, refunded: false })
    expect((await notifications.findPayment(first.id)).status).toBe('CONSUMED')
  })
})

test('a pre-order stays pending for eight months and is paid at its release', async ({
  server,
  emulator,
  admin,
  notifications,
}) => {
  const buyer = await createBuyer(server)
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY', itemId: 'remove_ads' })
  const offer = { purchaseOptionId: 'preorder', kind: 'PREORDER' } as const
  const storePurchase = await payAtStore(server, purchase, { outcome: 'PENDING', offer })
  const { receipt } = storePurchase
  const pending = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(pending.problem?.code).toBe('PURCHASE_PENDING')
  for (let month = 0; month < 8; month += 1) {
    await notifications.advanceTime(30 * dayMs)
    expect((await notifications.findPurchase(purchase.id)).status).toBe('PENDING')
  }
  await updateStorePurchase(emulator, storePurchase.id, 'complete')
  await notifications.waitForIdle()
  expect((await notifications.findPurchase(purchase.id)).payment?.status).toBe('PAID')
  expect(await listPayments(admin, buyer.userId)).toMatchObject([
    { offer: { kind: 'PREORDER', purchaseOptionId: 'preorder', offerId: null } },
  ])
})

test('a rental and a discount at Google Play are shown with their purchase option and offer', async ({
  server,
  admin,
  notifications,
}) => {
  const buyer = await createBuyer(server)
  const buy = async (offer: { purchaseOptionId: string; offerId?: string; kind?: 'RENTAL' }) => {
    const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
    await payAtStore(server, purchase, { offer })
    await notifications.waitForIdle()
    const payments = await listPayments(admin, buyer.userId)
    return payments.find((payment) => payment.purchase.id === purchase.id)?.offer
  }
  const rental = { purchaseOptionId: 'rent-48h', kind: 'RENTAL' } as const
  expect(await buy(rental)).toEqual({ ...rental, offerId: null })
  const sale = { purchaseOptionId: 'buy', offerId: 'launch-week' }
  expect(await buy(sale)).toEqual({ ...sale, kind: 'DISCOUNT' })
})

test('an offer code of the App Store is shown with its id and its lower price', async ({
  server,
  admin,
  notifications,
}) => {
  const buyer = await createBuyer(server)
  const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
  const price = { amount: '0.49', currencyCode: 'USD' }
  await payAtStore(server, purchase, { price, offer: { offerId: 'SUMMER' } })
  await notifications.waitForIdle()
  expect(await listPayments(admin, buyer.userId)).toMatchObject([
    { price, offer: { kind: 'OFFER_CODE', purchaseOptionId: null, offerId: 'SUMMER' } },
  ])
})
