import type { Emulator } from '@coinslot/store-emulator'
import { createGooglePlayDefinition } from '../../src/stores/google-play/definition.ts'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import type { StoreAdapter, StoreDefinition } from '../../src/stores/contract/store-adapter.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import {
  buyItem,
  toConsumeInput,
  createBuyer,
  payAtStore,
  toStoreProductId,
  requestPurchase,
} from '../support/purchase-client.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { ApiClient } from '../support/api.ts'
import { toTokenReceipt, tokenStores, describe, expect, storeTest as test } from './store-fixture.ts'

const paymentText = 'query ($id: ID!) { payment(id: $id) { status refund { source } events { type } } }'
const readPayment = async (admin: ApiClient, id: string) => (await admin.query(paymentText, { id })).payment

/** Consumes at the store, as another server of the same app would. */
async function consumeAtStore(emulator: Emulator, receipt: ReceiptInput): Promise<void> {
  const inputs = emulatorConnectionInputs(emulator)
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
  test('an existing payment becomes REFUNDED once, and cannot be consumed', async ({
    emulator,
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store })
    await updateStorePurchase(emulator, storePurchase.id, change)
    const verify = () => buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    const refunded = {
      payment: null,
      purchase: { id: payment.purchase.id, status: 'VERIFIED' },
      problem: { code: 'PAYMENT_REFUNDED', field: ['receipt'], retryable: false },
    }
    expect(await verify()).toMatchObject(refunded)
    const refundedPayment = await readPayment(admin, payment.id)
    expect(refundedPayment).toMatchObject({ status: 'REFUNDED', refund: { source: 'VERIFICATION' } })
    const events = [{ type: 'PAYMENT_PAID' }, { type: 'PAYMENT_REFUNDED' }]
    await eventually(async () => expect(await readPayment(admin, payment.id)).toMatchObject({ events }))
    expect(await databaseSnapshot.expectUnchanged(verify)).toMatchObject(refunded)
    const consumed = await admin.mutate('consumePayment', toConsumeInput(payment))
    expect(consumed).toMatchObject({ consume: null, problem: { code: 'PAYMENT_REFUNDED' } })
  })

  test('a verify by another user changes nothing', async ({ server, emulator, admin, buyer, stores }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store })
    await updateStorePurchase(emulator, storePurchase.id, change)
    const problem = await stores.expectRejected(storePurchase.receipt, {
      buyer: await createBuyer(server),
    })
    expect(problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH', retryable: false })
    expect(await readPayment(admin, payment.id)).toMatchObject({ status: 'PAID', refund: null })
  })

  test('the receipt creates no payment', async ({ server, emulator, admin, buyer }) => {
    const purchase = await requestPurchase(buyer, { store })
    const { id, receipt } = await payAtStore(server, purchase)
    await updateStorePurchase(emulator, id, change)
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    // ONE store has one state for purchases that were never paid and for refunded ones.
    const code = store === 'GOOGLE_PLAY' ? 'PAYMENT_REFUNDED' : 'PURCHASE_CANCELED'
    expect(verified).toMatchObject({ payment: null, problem: { code, field: ['receipt'], retryable: false } })
    const bound = await admin.query('query ($id: ID!) { purchase(id: $id) { status payment { id } } }', {
      id: purchase.id,
    })
    const status = store === 'GOOGLE_PLAY' ? 'REQUESTED' : 'CANCELED'
    expect(bound.purchase).toEqual({ status, payment: null })
  })
})

describe('Google Play', () => {
  test('a refund without revocation refunds the payment all the same', async ({ emulator, buyer }) => {
    const { storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await updateStorePurchase(emulator, storePurchase.id, 'refund', { revoke: false })
    const { problem } = await buyer.client.mutate('verifyPurchase', {
      receipt: storePurchase.receipt,
    })
    expect(problem).toMatchObject({ code: 'PAYMENT_REFUNDED' })
  })

  test.for([
    ['some of the units', { quantity: 2 }],
    ['a part of the price', { percentage: 40 }],
  ] as const)('a refund of %s leaves the payment PAID', async ([, body], { server, emulator, buyer }) => {
    const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
    const { id, receipt } = await payAtStore(server, purchase, { quantity: 5 })
    await updateStorePurchase(emulator, id, 'refund', body)
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID', quantity: 5 } })
  })
})

test.for(tokenStores)('a declined purchase at %s has no receipt', async (store, { server, buyer }) => {
  const purchase = await requestPurchase(buyer, { store })
  expect(await payAtStore(server, purchase, { outcome: 'DECLINED' })).toMatchObject({ receipt: null })
})

// A consume at the store only marks the item as delivered there: whether it may still be granted is decided by the payment, which
// a receipt creates only once.
describe.each(tokenStores)('%s: a token that is already consumed at the store', (store) => {
  test('a consumed token returns its existing payment, and creates no second one', async ({
    emulator,
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store })
    await admin.mutate('consumePayment', toConsumeInput(payment))
    await consumeAtStore(emulator, storePurchase.receipt)
    const verify = () => buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    expect(await databaseSnapshot.expectUnchanged(verify)).toMatchObject({
      replayed: true,
      problem: null,
      payment: { id: payment.id, status: 'CONSUMED', purchaseToken: null },
    })
    const again = await admin.mutate('consumePayment', toConsumeInput(payment, 'again'))
    expect(again).toMatchObject({ consume: null, problem: { code: 'ALREADY_CONSUMED' } })
  })

  test('a consumed token that was never verified creates a payment, for one user only', async ({
    server,
    emulator,
    buyer,
    stores,
  }) => {
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: toStoreProductId('coins_100'),
    })
    await consumeAtStore(emulator, receipt)
    const verified = await buyer.client.mutate('verifyPurchase', { receipt })
    expect(verified).toMatchObject({ replayed: false, problem: null, payment: { status: 'PAID' } })
    const problem = await stores.expectRejected(receipt, { buyer: await createBuyer(server) })
    expect(problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH' })
  })
})
