import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { createBuyer, payAtStore, toStoreProductId, requestPurchase } from '../support/buyer.ts'
import { countStoreCalls, clearFaults } from '../support/emulator-control.ts'
import {
  changeReceipt,
  openStoreFixture,
  toTokenReceipt,
  tokenStores,
  type StoreFixture,
} from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture()
})
afterEach(() => clearFaults(fixture.server.emulator))
afterAll(() => fixture.close())

const invalid = { code: 'RECEIPT_INVALID', field: ['receipt'], retryable: false }
const appMismatch = { ...invalid, code: 'RECEIPT_APP_MISMATCH' }

describe.each(tokenStores)(
  '%s: signed data that is not what the store signed is refused unasked',
  (store) => {
    test.each([
      ['TAMPERED_DATA', invalid],
      ['TAMPERED_SIGNATURE', invalid],
      ['OTHER_PACKAGE', appMismatch],
      ['OTHER_KEY', invalid],
      ['OTHER_DIGEST', invalid],
      ['REFORMATTED_JSON', invalid],
      ['EMPTY_SIGNATURE', invalid],
    ])('%s', async (tamper, expected) => {
      const purchase = await requestPurchase(fixture.buyer, store)
      const { receipt } = await payAtStore(fixture.server, purchase, { tamper })
      const calls = await countStoreCalls(fixture.server.emulator, { store, endpoint: '*' })
      expect(await fixture.expectRejected(receipt, { purchaseId: purchase.id })).toMatchObject(expected)
      expect(await calls.count()).toBe(0)
    })

    test('a genuine receipt is refused with one byte of its data or signature changed, and taken without', async () => {
      const purchase = await requestPurchase(fixture.buyer, store)
      const { receipt } = await payAtStore(fixture.server, purchase)
      const { originalJson, signature } = toTokenReceipt(receipt)
      const calls = await countStoreCalls(fixture.server.emulator, { store, endpoint: '*' })
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
        const problem = await fixture.expectRejected(changeReceipt(receipt, change), {
          purchaseId: purchase.id,
        })
        expect(problem).toMatchObject(invalid)
      }
      expect(await calls.count()).toBe(0)
      const verified = await fixture.buyer.client.mutate('verifyPurchase', {
        purchaseId: purchase.id,
        receipt,
      })
      expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
    })

    test("another's token under one's own signed data", async () => {
      const own = await payAtStore(fixture.server, await requestPurchase(fixture.buyer, store))
      const others = await payAtStore(
        fixture.server,
        await requestPurchase(await createBuyer(fixture.server), store),
      )
      const mixed = changeReceipt(own.receipt, {
        purchaseToken: toTokenReceipt(others.receipt).purchaseToken,
      })
      expect(await fixture.expectRejected(mixed)).toMatchObject(invalid)
    })

    test('without a license key the signed data is not looked at: the store alone decides, and knows no forgery', async () => {
      const connect = store === 'GOOGLE_PLAY' ? fixture.connectGoogle : fixture.connectOneStore
      await connect({ licenseKey: null })
      const purchase = await requestPurchase(fixture.buyer, store)
      const forged = await payAtStore(fixture.server, purchase, { tamper: 'TAMPERED_DATA' })
      expect(await fixture.expectRejected(forged.receipt, { purchaseId: purchase.id })).toMatchObject(invalid)
      const { receipt } = await payAtStore(fixture.server, purchase)
      const spoiled = changeReceipt(receipt, { originalJson: '{}', signature: 'AAAA' })
      const verified = await fixture.buyer.client.mutate('verifyPurchase', {
        purchaseId: purchase.id,
        receipt: spoiled,
      })
      expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
      await connect()
    })
  },
)

const product = toStoreProductId('coins_100')
const google = (change: object): ReceiptInput => ({
  googlePlay: { productId: product, purchaseToken: 'token', ...change },
})
const one = (change: object): ReceiptInput => ({
  oneStore: { productId: product, purchaseToken: 'token', ...change },
})

describe('what is no receipt at all is refused and changes nothing', () => {
  const wrong = [
    ['an empty token', { purchaseToken: '' }],
    ['a token with a line end', { purchaseToken: 'a\nb' }],
    ['a token with a NUL', { purchaseToken: 'a\u0000b' }],
    ['a token of dots', { purchaseToken: '..' }],
    ['a token that leads elsewhere', { purchaseToken: '../../orders/GPA.1' }],
    ['a token with a question mark', { purchaseToken: 'token?x=1#y' }],
    ['a token in another script', { purchaseToken: '토큰' }],
    ['a token of 100 KB', { purchaseToken: 'a'.repeat(100_000) }],
    ['an empty product', { productId: '' }],
    ['a product that leads elsewhere', { productId: '../subscriptions/x' }],
    ['signed data of 1 MB', { originalJson: 'a'.repeat(1_000_000), signature: 'AAAA' }],
    ['a signature of 1 MB', { originalJson: '{}', signature: 'A'.repeat(1_000_000) }],
    ['a signature that is no base64', { originalJson: '{}', signature: '<signature>' }],
    ['a token that the store does not know', {}],
  ] as const
  const cases = wrong.flatMap(([name, change]) => [
    { store: 'GOOGLE_PLAY', name, receipt: google(change) },
    { store: 'ONE_STORE', name, receipt: one(change) },
  ])

  test.each(cases)('$store: $name', async ({ receipt }) => {
    expect(await fixture.expectRejected(receipt)).toMatchObject(invalid)
  })
})

function flipCharacter(text: string | null | undefined, index: number): string {
  const whole = text ?? ''
  const other = whole.charAt(index) === 'A' ? 'B' : 'A'
  return whole.slice(0, index) + other + whole.slice(index + 1)
}
