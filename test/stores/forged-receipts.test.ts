import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { createBuyer, payAtStore, toStoreProductId, requestPurchase } from '../support/purchase-client.ts'
import {
  changeReceipt,
  toTokenReceipt,
  tokenStores,
  describe,
  expect,
  storeTest as test,
} from './store-fixture.ts'

const invalid = { code: 'RECEIPT_INVALID', field: ['receipt'], retryable: false }
const appMismatch = { ...invalid, code: 'RECEIPT_APP_MISMATCH' }

describe.each(tokenStores)('%s', (store) => {
  test.for([
    ['TAMPERED_DATA', invalid],
    ['TAMPERED_SIGNATURE', invalid],
    ['OTHER_PACKAGE', appMismatch],
    ['OTHER_KEY', invalid],
    ['OTHER_DIGEST', invalid],
    ['REFORMATTED_JSON', invalid],
    ['EMPTY_SIGNATURE', invalid],
  ] as const)(
    'signed data with %s is rejected without a call to the store',
    async ([tamper, expected], { server, buyer, stores, faults }) => {
      const purchase = await requestPurchase(buyer, { store })
      const { receipt } = await payAtStore(server, purchase, { tamper })
      const calls = await faults.countCalls({ store, endpoint: '*' })
      expect(await stores.expectRejected(receipt, { purchaseId: purchase.id })).toMatchObject(expected)
      expect(await calls.count()).toBe(0)
    },
  )

  test('a genuine receipt is rejected with one changed byte of its data or signature, and accepted unchanged', async ({
    server,
    buyer,
    stores,
    faults,
  }) => {
    const purchase = await requestPurchase(buyer, { store })
    const { receipt } = await payAtStore(server, purchase)
    const { originalJson, signature } = toTokenReceipt(receipt)
    const calls = await faults.countCalls({ store, endpoint: '*' })
    for (const change of [
      { originalJson: flipCharacter(originalJson, 10) },
      { originalJson: `${originalJson ?? ''} ` },
      { originalJson: originalJson?.slice(0, -1) ?? null },
      { originalJson: '' },
      { signature: flipCharacter(signature, 10) },
      { signature: flipCharacter(signature, 300) },
      { signature: signature?.slice(4) ?? null },
      { signature: '' },
      { originalJson: null },
      { signature: null },
    ]) {
      const problem = await stores.expectRejected(changeReceipt(receipt, change), {
        purchaseId: purchase.id,
      })
      expect(problem).toMatchObject(invalid)
    }
    expect(await calls.count()).toBe(0)
    const verified = await buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt,
    })
    expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
  })

  test('a token of another user with one’s own signed data is rejected', async ({
    server,
    buyer,
    stores,
  }) => {
    const own = await payAtStore(server, await requestPurchase(buyer, { store }))
    const other = await payAtStore(server, await requestPurchase(await createBuyer(server), { store }))
    const mixed = changeReceipt(own.receipt, {
      purchaseToken: toTokenReceipt(other.receipt).purchaseToken,
    })
    expect(await stores.expectRejected(mixed)).toMatchObject(invalid)
  })

  test('signed data is ignored without a license key, and the store alone rejects a forged token', async ({
    server,
    buyer,
    stores,
  }) => {
    const connect = store === 'GOOGLE_PLAY' ? stores.connectGoogle : stores.connectOneStore
    await connect({ licenseKey: null })
    const purchase = await requestPurchase(buyer, { store })
    const forged = await payAtStore(server, purchase, { tamper: 'TAMPERED_DATA' })
    expect(await stores.expectRejected(forged.receipt, { purchaseId: purchase.id })).toMatchObject(invalid)
    const { receipt } = await payAtStore(server, purchase)
    const corrupted = changeReceipt(receipt, { originalJson: '{}', signature: 'AAAA' })
    const verified = await buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt: corrupted,
    })
    expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
    await connect()
  })
})

const product = toStoreProductId('coins_100')
const google = (change: object): ReceiptInput => ({
  googlePlay: { productId: product, purchaseToken: 'token', ...change },
})
const one = (change: object): ReceiptInput => ({
  oneStore: { productId: product, purchaseToken: 'token', ...change },
})

describe('an invalid receipt', () => {
  const wrong = [
    ['an empty token', { purchaseToken: '' }],
    ['a token with a line end', { purchaseToken: 'a\nb' }],
    ['a token with a NUL', { purchaseToken: 'a\u0000b' }],
    ['a token of dots', { purchaseToken: '..' }],
    ['a token that contains a path', { purchaseToken: '../../orders/GPA.1' }],
    ['a token with a question mark', { purchaseToken: 'token?x=1#y' }],
    ['a token in another script', { purchaseToken: '토큰' }],
    ['a token of 100 KB', { purchaseToken: 'a'.repeat(100_000) }],
    ['an empty product', { productId: '' }],
    ['a product that contains a path', { productId: '../subscriptions/x' }],
    ['signed data of 1 MB', { originalJson: 'a'.repeat(1_000_000), signature: 'AAAA' }],
    ['a signature of 1 MB', { originalJson: '{}', signature: 'A'.repeat(1_000_000) }],
    ['a signature that is no base64', { originalJson: '{}', signature: '<signature>' }],
    ['a token that the store does not know', {}],
  ] as const
  const cases = wrong.flatMap(([name, change]) => [
    { store: 'GOOGLE_PLAY', name, receipt: google(change) },
    { store: 'ONE_STORE', name, receipt: one(change) },
  ])

  test.for(cases)(
    'a receipt of $store with $name is rejected and changes nothing',
    async ({ receipt }, { stores }) => {
      expect(await stores.expectRejected(receipt)).toMatchObject(invalid)
    },
  )
})

function flipCharacter(text: string | null | undefined, index: number): string {
  const whole = text ?? ''
  const other = whole.charAt(index) === 'A' ? 'B' : 'A'
  return whole.slice(0, index) + other + whole.slice(index + 1)
}
