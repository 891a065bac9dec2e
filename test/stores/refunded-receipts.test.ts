import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGooglePlayDefinition } from '../../src/stores/google-play/definition.ts'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import type { StoreAdapter, StoreDefinition } from '../../src/stores/contract/store-adapter.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  payAtStore,
  toStoreProductId,
  requestPurchase,
} from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openStoreFixture, toTokenReceipt, tokenStores, type StoreFixture } from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture()
})
afterAll(() => fixture.close())

const paymentText = 'query ($id: ID!) { payment(id: $id) { status refund { source } events { type } } }'
const readPayment = async (id: string) => (await fixture.admin.query(paymentText, { id })).payment

/** What another server of the same app does: consumes at the store. */
async function consumeAtStore(receipt: ReceiptInput): Promise<void> {
  const inputs = emulatorConnectionInputs(fixture.server.emulator)
  const adapter =
    receipt.googlePlay === undefined
      ? createAdapter(createOneStoreDefinition({ production: false }), inputs.oneStore)
      : createAdapter(createGooglePlayDefinition({ production: false }), inputs.googlePlay)
  const outcome = await adapter.verifyReceipt(toTokenReceipt(receipt))
  if (outcome.kind !== 'verified') throw new Error(outcome.kind)
  const { storeProductId, environment, reference } = outcome.transaction
  const { details } = reference
  expect(await adapter.acknowledge({ details, storeProductId, environment, action: 'CONSUME' })).toEqual({
    kind: 'done',
  })
}

function createAdapter(definition: StoreDefinition, input: unknown): StoreAdapter {
  const parsed = definition.parseConnection(input)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

describe.each([
  ['GOOGLE_PLAY', 'refund'],
  ['GOOGLE_PLAY', 'revoke'],
  ['ONE_STORE', 'refund'],
  ['ONE_STORE', 'revoke'],
] as const)('%s: after a %s', (store, change) => {
  test('a payment that was made of it before becomes REFUNDED, once, and can not be consumed', async () => {
    const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, store)
    await updateStorePurchase(fixture.server.emulator, storePurchase.id, change)
    const verify = () => fixture.buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    const refunded = {
      payment: null,
      purchase: { id: payment.purchase.id, status: 'VERIFIED' },
      problem: { code: 'PAYMENT_REFUNDED', field: ['receipt'], retryable: false },
    }
    expect(await verify()).toMatchObject(refunded)
    const told = await readPayment(payment.id)
    expect(told).toMatchObject({ status: 'REFUNDED', refund: { source: 'VERIFICATION' } })
    const events = [{ type: 'PAYMENT_PAID' }, { type: 'PAYMENT_REFUNDED' }]
    await eventually(async () => expect(await readPayment(payment.id)).toMatchObject({ events }))
    expect(await fixture.database.expectUnchanged(verify)).toMatchObject(refunded)
    const consumed = await fixture.admin.mutate('consumePayment', consumeInput(payment))
    expect(consumed).toMatchObject({ consume: null, problem: { code: 'PAYMENT_REFUNDED' } })
  })

  test("another user's word about it changes nothing", async () => {
    const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, store)
    await updateStorePurchase(fixture.server.emulator, storePurchase.id, change)
    const problem = await fixture.expectRejected(storePurchase.receipt, {
      buyer: await createBuyer(fixture.server),
    })
    expect(problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH', retryable: false })
    expect(await readPayment(payment.id)).toMatchObject({ status: 'PAID', refund: null })
  })

  test('no payment is made of it', async () => {
    const purchase = await requestPurchase(fixture.buyer, store)
    const { id, receipt } = await payAtStore(fixture.server, purchase)
    await updateStorePurchase(fixture.server.emulator, id, change)
    const verified = await fixture.buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    // ONE store has one word for what was never paid and what was taken back.
    const code = store === 'GOOGLE_PLAY' ? 'PAYMENT_REFUNDED' : 'PURCHASE_CANCELED'
    expect(verified).toMatchObject({ payment: null, problem: { code, field: ['receipt'], retryable: false } })
    const bound = await fixture.admin.query(
      'query ($id: ID!) { purchase(id: $id) { status payment { id } } }',
      {
        id: purchase.id,
      },
    )
    const status = store === 'GOOGLE_PLAY' ? 'REQUESTED' : 'CANCELED'
    expect(bound.purchase).toEqual({ status, payment: null })
  })
})

describe('Google Play', () => {
  test('a refund that leaves the product to the buyer takes the money back all the same', async () => {
    const { storePurchase } = await buyItem(fixture.server, fixture.buyer, 'GOOGLE_PLAY')
    await updateStorePurchase(fixture.server.emulator, storePurchase.id, 'refund', { revoke: false })
    const { problem } = await fixture.buyer.client.mutate('verifyPurchase', {
      receipt: storePurchase.receipt,
    })
    expect(problem).toMatchObject({ code: 'PAYMENT_REFUNDED' })
  })

  test.each([
    ['some of the pieces', { quantity: 2 }],
    ['a part of the price', { percentage: 40 }],
  ])('a refund of %s leaves the payment as it is', async (_, body) => {
    const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
    const { id, receipt } = await payAtStore(fixture.server, purchase, { quantity: 5 })
    await updateStorePurchase(fixture.server.emulator, id, 'refund', body)
    const verified = await fixture.buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID', quantity: 5 } })
  })
})

test.each(tokenStores)('%s: what was declined left no receipt, and its token is unknown', async (store) => {
  const purchase = await requestPurchase(fixture.buyer, store)
  expect(await payAtStore(fixture.server, purchase, { outcome: 'DECLINED' })).toMatchObject({ receipt: null })
})

// Consuming at the store tells it that the item was delivered, not who took the money: whether somebody may still have the item
// is decided here, by the payment that a receipt can become only once.
describe.each(tokenStores)('%s: a token that is consumed at the store already', (store) => {
  test('goes on to name the payment that was made of it, and makes no second one', async () => {
    const { payment, storePurchase } = await buyItem(fixture.server, fixture.buyer, store)
    await fixture.admin.mutate('consumePayment', consumeInput(payment))
    await consumeAtStore(storePurchase.receipt)
    const verify = () => fixture.buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    expect(await fixture.database.expectUnchanged(verify)).toMatchObject({
      replayed: true,
      problem: null,
      payment: { id: payment.id, status: 'CONSUMED', purchaseToken: null },
    })
    const again = await fixture.admin.mutate('consumePayment', consumeInput(payment, 'again'))
    expect(again).toMatchObject({ consume: null, problem: { code: 'ALREADY_CONSUMED' } })
  })

  test('is a payment when nobody has verified it before, for one user only', async () => {
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store,
      productId: toStoreProductId('coins_100'),
    })
    await consumeAtStore(receipt)
    const verified = await fixture.buyer.client.mutate('verifyPurchase', { receipt })
    expect(verified).toMatchObject({ replayed: false, problem: null, payment: { status: 'PAID' } })
    const problem = await fixture.expectRejected(receipt, { buyer: await createBuyer(fixture.server) })
    expect(problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH' })
  })
})
