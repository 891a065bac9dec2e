import { syncSale } from '../../src/domain/store-sync/sync-sale.ts'
import { hashSaleKey } from '../../src/domain/store-sync/sale-reference.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { countFaults, updateStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import { buyUnverified, createBuyer, expectField, type Buyer } from '../support/purchase-client.ts'
import { describe, expect, storeTest, toTokenReceipt, withoutSignedData } from './store-fixture.ts'

const price = { amountMicros: 1_990_000n, currencyCode: 'USD' }

type Sale = { readonly buyer: Buyer; readonly storePurchase: StorePurchase; readonly accountToken: string }
type Step = 'verify' | 'message' | 'reading'

/** The ways in which ONE store's sale reaches the records. Only the message contains the price and the account token. */
const test = storeTest.extend('steps', { scope: 'file' }, async ({ services, project }) => {
  const appId = decodeId('ak', project.appKey) ?? ''
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('the project has no app')
  const sync = async (
    { storePurchase, accountToken }: Sale,
    source: 'NOTIFICATION' | 'RECONCILIATION',
  ): Promise<void> => {
    const { productId, purchaseToken } = toTokenReceipt(storePurchase.receipt)
    const reference = { productId, purchaseToken, marketCode: 'MKT_ONE', environment: 'PRODUCTION' }
    const sale = {
      store: 'ONE_STORE',
      key: hashSaleKey(purchaseToken),
      details: JSON.stringify({ ...reference, accountToken: null, orderId: null }),
      source,
    } as const
    const notified = { price, accountToken }
    await syncSale({ ...services, app }, source === 'NOTIFICATION' ? { ...sale, notified } : sale)
  }
  const steps: Readonly<Record<Step, (sale: Sale) => Promise<void>>> = {
    message: (sale) => sync(sale, 'NOTIFICATION'),
    reading: (sale) => sync(sale, 'RECONCILIATION'),
    verify: async ({ buyer, storePurchase }) => {
      const receipt = withoutSignedData(storePurchase.receipt)
      await buyer.client.mutate('verifyPurchase', { userId: buyer.userId, receipt })
    },
  }
  return steps
})

async function buySale(endpoint: Buyer['endpoint']): Promise<Sale> {
  const buyer = await createBuyer(endpoint)
  const { purchase, storePurchase } = await buyUnverified(buyer, { store: 'ONE_STORE' })
  return { buyer, storePurchase, accountToken: purchase.accountToken }
}

async function readPayment({ buyer, storePurchase }: Sale) {
  const receipt = withoutSignedData(storePurchase.receipt)
  const payload = await buyer.client.mutate('verifyPurchase', { userId: buyer.userId, receipt })
  const { user, price: found } = expectField(payload, 'payment')
  return { userId: user.userId, price: found }
}

const orders: readonly (readonly Step[])[] = [
  ['verify', 'message', 'reading'],
  ['verify', 'reading', 'message'],
  ['message', 'verify', 'reading'],
  ['message', 'reading', 'verify'],
  ['reading', 'verify', 'message'],
  ['reading', 'message', 'verify'],
]

describe('what only a signed message contains', () => {
  test.for(orders)('the order %s, %s, %s makes the same payment', async (order, { buyer, steps }) => {
    const sale = await buySale(buyer.endpoint)
    for (const step of order) await steps[step](sale)
    expect(await readPayment(sale)).toEqual({
      userId: sale.buyer.userId,
      price: { amount: '1.99', currencyCode: 'USD' },
    })
  })

  test('concurrent calls in any order make the same payment', async ({ buyer, steps }) => {
    for (const order of [...orders, ...orders]) {
      const sale = await buySale(buyer.endpoint)
      await Promise.all([...order, 'reading' as const].map((step) => steps[step](sale)))
      expect((await readPayment(sale)).price).toEqual({ amount: '1.99', currencyCode: 'USD' })
    }
  })

  test('the price of a message is stored although a later reading was applied before its own', async ({
    emulator,
    buyer,
    steps,
    faults,
  }) => {
    const sale = await buySale(buyer.endpoint)
    await steps.verify(sale)
    await faults.inject({ store: 'ONE_STORE', endpoint: 'getPurchaseDetails', times: 1, delayMs: 700 })
    const message = steps.message(sale)
    await expect.poll(() => countFaults(emulator)).toBe(0)
    await steps.reading(sale)
    await message
    expect((await readPayment(sale)).price).toEqual({ amount: '1.99', currencyCode: 'USD' })
  })

  test('the price of a message about a canceled sale is stored', async ({
    emulator,
    buyer,
    steps,
    admin,
  }) => {
    const sale = await buySale(buyer.endpoint)
    await steps.verify(sale)
    await updateStorePurchase(emulator, sale.storePurchase.id, 'refund')
    await steps.message(sale)
    const { payments } = await admin.query(
      'query ($userId: String!) { payments(filter: { userId: $userId }) { nodes { status price { amount } } } }',
      { userId: sale.buyer.userId },
    )
    expect(payments.nodes).toEqual([{ status: 'REFUNDED', price: { amount: '1.99' } }])
  })

  test('I5: a sale whose message names a purchase cannot be claimed by another user', async ({
    buyer,
    steps,
  }) => {
    const sale = await buySale(buyer.endpoint)
    await steps.message(sale)
    const other = await createBuyer(buyer.endpoint)
    const receipt = withoutSignedData(sale.storePurchase.receipt)
    const claimed = await other.client.mutate('verifyPurchase', { userId: other.userId, receipt })
    expect(claimed.problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH' })
    expect((await readPayment(sale)).userId).toBe(sale.buyer.userId)
  })
})
