import fc from 'fast-check'
import type { ApiClient } from '../support/api.ts'
import { setStoreSituation, updateStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import {
  buyItem,
  buyUnverified,
  createBuyer,
  expectField,
  toConsumeInput,
  type Buyer,
} from '../support/purchase-client.ts'
import { describe, expect, storeTest as test, withoutSignedData } from './store-fixture.ts'

const submit = (buyer: Buyer, { receipt }: Pick<StorePurchase, 'receipt'>) =>
  buyer.client.mutate('verifyPurchase', { userId: buyer.userId, receipt })

const countPayments = async (admin: ApiClient, userId: string) => {
  const { payments }: { payments: { nodes: readonly unknown[] } } = await admin.query(
    'query ($userId: String!) { payments(filter: { userId: $userId }) { nodes { id } } }',
    { userId },
  )
  return payments.nodes.length
}

describe('one purchase, one identity', () => {
  test('I14: a Google Play purchase without an order is the same payment when it has one', async ({
    emulator,
    buyer: { endpoint },
    admin,
  }) => {
    const buyer = await createBuyer(endpoint)
    const { storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
    await setStoreSituation(emulator, storePurchase.id, { hasNoOrder: true })
    const first = expectField(await submit(buyer, storePurchase), 'payment')
    expect(first).toMatchObject({ status: 'PAID', storeOrderId: null, price: null })
    expectField(await admin.mutate('consumePayment', toConsumeInput(first)), 'consume')

    await setStoreSituation(emulator, storePurchase.id, {})
    const again = await submit(buyer, storePurchase)
    expect(again).toMatchObject({ replayed: true, payment: { id: first.id, status: 'CONSUMED' } })
    expect(again.payment).toMatchObject({
      storeOrderId: storePurchase.transactionId,
      price: { amount: '1200', currencyCode: 'KRW' },
    })
    expect(await countPayments(admin, buyer.userId)).toBe(1)
  })

  test('I14: a Google Play purchase whose order vanishes is the same payment', async ({
    emulator,
    buyer: { endpoint },
    admin,
  }) => {
    const buyer = await createBuyer(endpoint)
    const { storePurchase, payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await setStoreSituation(emulator, storePurchase.id, { hasNoOrder: true })
    const again = await submit(buyer, storePurchase)
    expect(again).toMatchObject({ replayed: true, payment: { id: payment.id } })
    expect(again.payment).toMatchObject({ storeOrderId: payment.storeOrderId, price: payment.price })
    expect(await countPayments(admin, buyer.userId)).toBe(1)
  })

  test('I14: a non-consumable that is restored on another device is the same payment', async ({
    emulator,
    buyer: { endpoint },
    admin,
  }) => {
    const buyer = await createBuyer(endpoint)
    const { storePurchase, payment } = await buyItem(buyer, { store: 'APP_STORE', itemId: 'remove_ads' })
    const restored = await updateStorePurchase(emulator, storePurchase.id, 'restore')
    expect(restored.receipt).not.toEqual(storePurchase.receipt)
    expect(await submit(buyer, restored)).toMatchObject({ replayed: true, payment: { id: payment.id } })
    expect(await countPayments(admin, buyer.userId)).toBe(1)
    const other = await createBuyer(buyer.endpoint)
    expect((await submit(other, restored)).problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH' })
  })

  test('I14: the responses of a store in any order and form make one payment', async ({
    emulator,
    buyer,
    admin,
  }) => {
    const situation = fc.record(
      {
        isUnknown: fc.boolean(),
        hasNoOrder: fc.boolean(),
        missingFields: fc.subarray(['regionCode', 'acknowledgementState', 'purchaseCompletionTime', 'kind']),
        fields: fc.constantFrom({}, { orderId: '' }, { orderId: null }, { extra: { __proto__: null } }),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(situation, { minLength: 1, maxLength: 4 }), async (situations) => {
        const own = await createBuyer(buyer.endpoint)
        const { storePurchase } = await buyUnverified(own, { store: 'GOOGLE_PLAY' })
        const ids = new Set<string>()
        for (const each of [...situations, {}]) {
          await setStoreSituation(emulator, storePurchase.id, each)
          const { payment, problem } = await submit(own, {
            receipt: withoutSignedData(storePurchase.receipt),
          })
          if (payment != null) ids.add(payment.id)
          else expect(problem?.code).toBe(ids.size === 0 ? 'RECEIPT_INVALID' : 'none')
        }
        expect(ids.size).toBe(1)
        expect(await countPayments(admin, own.userId)).toBe(1)
      }),
      { numRuns: 15 },
    )
  })
})

describe('a store that forgets', () => {
  test.for(['GOOGLE_PLAY', 'ONE_STORE', 'APP_STORE', 'TEST_STORE'] as const)(
    'I14: a recorded purchase that %s no longer knows is still the same payment',
    async (store, { emulator, buyer }) => {
      const { storePurchase, payment } = await buyItem(buyer, { store })
      await setStoreSituation(emulator, storePurchase.id, { isUnknown: true })
      const receipt =
        store === 'APP_STORE'
          ? { appStore: { transactionId: storePurchase.transactionId } }
          : storePurchase.receipt
      expect(await submit(buyer, { receipt })).toMatchObject({ replayed: true, payment: { id: payment.id } })
      const other = await createBuyer(buyer.endpoint)
      expect((await submit(other, { receipt })).problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH' })
    },
  )

  test('a purchase that was never recorded and that the store does not know is invalid', async ({
    emulator,
    buyer,
    stores,
  }) => {
    const { storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
    await setStoreSituation(emulator, storePurchase.id, { isUnknown: true })
    const receipt = withoutSignedData(storePurchase.receipt)
    expect(await stores.expectRejected(receipt)).toMatchObject({ code: 'RECEIPT_INVALID' })
  })
})
