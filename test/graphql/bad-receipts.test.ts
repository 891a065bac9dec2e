import { eventually } from '../support/eventually.ts'
import { createTestAuthority, sampleTransaction } from '../fixtures/app-store/test-authority.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import {
  buyItem,
  createBuyer,
  payAtStore,
  toStoreProductId,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/purchase-client.ts'
import type { DatabaseSnapshot } from '../support/database-snapshot.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    environment: { STORE_TIMEOUT_MS: '300', INVALID_RECEIPT_RATE_LIMIT: '1000' },
  },
)

/** Submits a receipt that must be rejected, and checks that nothing changed. */
async function expectRejected(
  databaseSnapshot: DatabaseSnapshot,
  { client }: Buyer,
  receipt: ReceiptInput,
  purchaseId: string | null = null,
) {
  const payload = await databaseSnapshot.expectUnchanged(() =>
    client.mutate('verifyPurchase', { purchaseId, receipt }),
  )
  expect(payload.payment).toBeNull()
  expect(payload.replayed).toBe(false)
  return payload.problem
}

const toReceipt = (signedTransaction: string) => ({ appStore: { signedTransaction } })
const invalid = { code: 'RECEIPT_INVALID', field: ['receipt'], retryable: false }
const userMismatch = { code: 'RECEIPT_USER_MISMATCH', field: ['receipt'], retryable: false }

describe('an invalid App Store transaction is rejected and changes nothing', () => {
  test.for([
    'TAMPERED_PAYLOAD',
    'TAMPERED_SIGNATURE',
    'OTHER_ROOT',
    'SHORT_CHAIN',
    'LONG_CHAIN',
    'REVERSED_CHAIN',
    'NO_LEAF_MARKER',
    'NO_INTERMEDIATE_MARKER',
    'EXPIRED_CERTIFICATE',
    'CRIT_HEADER',
    'B64_HEADER',
    'ALG_NONE',
    'HS256',
  ])('a transaction with the flaw %s is invalid', async (tamper, { server, buyer, databaseSnapshot }) => {
    const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
    const { receipt } = await payAtStore(server, purchase, { tamper })
    expect(await expectRejected(databaseSnapshot, buyer, receipt, purchase.id)).toMatchObject(invalid)
    // The invalid receipt must not affect the cached certificates of the valid one.
    const good = await payAtStore(server, purchase)
    const { problem } = await buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt: good.receipt,
    })
    expect(problem).toBeNull()
  })

  test('a transaction with any single byte changed is invalid', async ({
    server,
    buyer,
    databaseSnapshot,
  }) => {
    const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store: 'APP_STORE' }))
    const jws = receipt.appStore?.signedTransaction ?? ''
    const positions = [
      0,
      jws.indexOf('.') - 1,
      jws.indexOf('.'),
      jws.indexOf('.') + 40,
      jws.lastIndexOf('.'),
      jws.length - 3,
    ]
    for (const position of positions) {
      const other = jws.charAt(position) === 'A' ? 'B' : 'A'
      const tampered = jws.slice(0, position) + other + jws.slice(position + 1)
      expect(await expectRejected(databaseSnapshot, buyer, toReceipt(tampered))).toMatchObject(invalid)
    }
    for (const jwsLike of [
      jws.slice(0, -1),
      `${jws}A`,
      ` ${jws}`,
      `${jws}\n`,
      `${jws}.`,
      jws.replaceAll('.', '..'),
    ]) {
      expect(await expectRejected(databaseSnapshot, buyer, toReceipt(jwsLike))).toMatchObject(invalid)
    }
  })

  test('a transaction signed by another authority with the same names is invalid', async ({
    buyer,
    databaseSnapshot,
  }) => {
    const authority = await createTestAuthority()
    expect(
      await expectRejected(
        databaseSnapshot,
        buyer,
        toReceipt(authority.sign(sampleTransaction({ appAccountToken: undefined }))),
      ),
    ).toMatchObject(invalid)
  })
})

describe('input that is no receipt is rejected and changes nothing', () => {
  const oneMegabyte = 'A'.repeat(1024 * 1024)
  test.for<[string, ReceiptInput]>([
    ['an empty text', toReceipt('')],
    ['a word', toReceipt('hello')],
    ['two dots', toReceipt('..')],
    ['three empty objects', toReceipt('e30.e30.e30')],
    ['one megabyte', toReceipt(oneMegabyte)],
    ['one megabyte in the form of a JWS', toReceipt(`${'e30.'.repeat(2)}${oneMegabyte}`)],
    ['65 KiB', toReceipt('A'.repeat(65 * 1024))],
    ['a NUL', toReceipt('\u0000')],
    ['an empty app receipt', { appStore: { appReceipt: '' } }],
    ['an app receipt that is not base64', { appStore: { appReceipt: '<receipt>' } }],
    ['an app receipt of nonsense', { appStore: { appReceipt: 'AAAA' } }],
    ['an app receipt of 1 MB', { appStore: { appReceipt: oneMegabyte } }],
    ['an empty transaction id', { appStore: { transactionId: '' } }],
    ['a transaction id with a path in it', { appStore: { transactionId: '../history/1' } }],
    ['a transaction id of 33 digits', { appStore: { transactionId: '1'.repeat(33) } }],
    ['a transaction id that the store does not know', { appStore: { transactionId: '510000000000000' } }],
    ['an empty Test store receipt', { testStore: { receipt: '' } }],
    ['a Test store receipt of nonsense', { testStore: { receipt: 'e30.e30.e30' } }],
    ['a Test store receipt of 1 MB', { testStore: { receipt: oneMegabyte } }],
  ] as const)('a receipt that is %s is invalid', async ([_, receipt], { buyer, databaseSnapshot }) => {
    expect(await expectRejected(databaseSnapshot, buyer, receipt)).toMatchObject(invalid)
  })

  test('a Test store receipt with one byte changed is invalid', async ({
    server,
    buyer,
    databaseSnapshot,
  }) => {
    const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store: 'TEST_STORE' }))
    const jws = receipt.testStore?.receipt ?? ''
    for (const position of [3, jws.indexOf('.') + 5, jws.lastIndexOf('.') + 5]) {
      const tampered = `${jws.slice(0, position)}${jws.charAt(position) === 'A' ? 'B' : 'A'}${jws.slice(position + 1)}`
      expect(
        await expectRejected(databaseSnapshot, buyer, { testStore: { receipt: tampered } }),
      ).toMatchObject(invalid)
    }
  })
})

test('a receipt with a mirrored signature yields the same payment, not a second one', async ({
  server,
  buyer,
  databaseSnapshot,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
  const { receipt, id, transactionId } = await payAtStore(server, purchase, { tamper: 'MALLEABLE_SIGNATURE' })
  const mirrored = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(mirrored).toMatchObject({
    replayed: false,
    problem: null,
    payment: { storeTransactionId: transactionId },
  })
  expect(id).toEqual(expect.any(String))
  const plain = { appStore: { transactionId } }
  const again = await databaseSnapshot.expectUnchanged(() =>
    buyer.client.mutate('verifyPurchase', { receipt: plain }),
  )
  expect(again).toMatchObject({ replayed: true, problem: null, payment: { id: mirrored.payment?.id } })
})

describe('a genuine receipt of another purchase is rejected and changes nothing', () => {
  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s for another app is rejected',
    async (store, { buyer, emulator, databaseSnapshot }) => {
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: toStoreProductId('coins_100'),
        bundleId: 'com.example.other',
      })
      expect(await expectRejected(databaseSnapshot, buyer, receipt)).toMatchObject({
        code: 'RECEIPT_APP_MISMATCH',
        field: ['receipt'],
        retryable: false,
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s for another item than the purchase is rejected',
    async (store, { server, buyer, databaseSnapshot }) => {
      const purchase = await requestPurchase(buyer, { store })
      const { receipt } = await payAtStore(server, purchase, { productId: toStoreProductId('coins_500') })
      expect(await expectRejected(databaseSnapshot, buyer, receipt, purchase.id)).toMatchObject({
        code: 'RECEIPT_ITEM_MISMATCH',
        retryable: false,
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s for a product without an item is rejected',
    async (store, { buyer, emulator, databaseSnapshot }) => {
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: 'com.example.arcade.unknown',
      })
      expect(await expectRejected(databaseSnapshot, buyer, receipt)).toMatchObject({
        code: 'ITEM_NOT_FOUND',
        field: ['receipt'],
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s with the account token of another user is rejected',
    async (store, { server, buyer, databaseSnapshot }) => {
      const thief = await createBuyer(server)
      const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store }))
      expect(await expectRejected(databaseSnapshot, thief, receipt)).toMatchObject(userMismatch)
      const own = await requestPurchase(thief, { store })
      expect(await expectRejected(databaseSnapshot, thief, receipt, own.id)).toMatchObject(userMismatch)
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s with an unknown account token is rejected',
    async (store, { buyer, emulator, databaseSnapshot }) => {
      const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: toStoreProductId('coins_100'),
        accountToken,
      })
      expect(await expectRejected(databaseSnapshot, buyer, receipt)).toMatchObject(userMismatch)
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s that another user has verified is rejected',
    async (store, { server, emulator, buyer, databaseSnapshot }) => {
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: toStoreProductId('coins_100'),
      })
      const verified = await buyer.client.mutate('verifyPurchase', { receipt })
      expect(verified.problem).toBeNull()
      const thief = await createBuyer(server)
      expect(await expectRejected(databaseSnapshot, thief, receipt)).toMatchObject(userMismatch)
      const serverClient = createServerClient(server)
      const input = { userId: thief.userId, receipt }
      expect((await serverClient.mutate('verifyPurchase', input)).problem).toMatchObject(userMismatch)
    },
  )

  test('a bare transaction id without an account token, or with that of another user, is rejected', async ({
    server,
    emulator,
    buyer,
    databaseSnapshot,
  }) => {
    const unbound = await createStorePurchase(emulator, {
      store: 'APP_STORE',
      productId: toStoreProductId('coins_100'),
    })
    expect(
      await expectRejected(databaseSnapshot, buyer, { appStore: { transactionId: unbound.transactionId } }),
    ).toMatchObject(userMismatch)
    const bound = await payAtStore(server, await requestPurchase(buyer, { store: 'APP_STORE' }))
    const thief = await createBuyer(server)
    expect(
      await expectRejected(databaseSnapshot, thief, { appStore: { transactionId: bound.transactionId } }),
    ).toMatchObject(userMismatch)
  })

  test('a receipt of one store is rejected for a purchase at another store', async ({
    emulator,
    buyer,
    databaseSnapshot,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
    const { receipt } = await createStorePurchase(emulator, {
      store: 'TEST_STORE',
      productId: toStoreProductId('coins_100'),
    })
    expect(await expectRejected(databaseSnapshot, buyer, receipt, purchase.id)).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['receipt'],
    })
  })
})

describe('a purchase that the store refunded', () => {
  test.for([
    ['APP_STORE', 'refund'],
    ['APP_STORE', 'revoke'],
    ['TEST_STORE', 'refund'],
  ] as const)(
    'a purchase at %s creates no payment after a %s',
    async ([store, change], { server, emulator, buyer, databaseSnapshot }) => {
      const purchase = await requestPurchase(buyer, { store })
      const { id } = await payAtStore(server, purchase)
      const { receipt } = await updateStorePurchase(emulator, id, change)
      expect(await expectRejected(databaseSnapshot, buyer, receipt, purchase.id)).toMatchObject({
        code: 'PAYMENT_REFUNDED',
        retryable: false,
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'an earlier payment of the purchase at %s becomes REFUNDED',
    async (store, { emulator, admin, buyer }) => {
      const { payment, storePurchase } = await buyItem(buyer, { store })
      const { receipt } = await updateStorePurchase(emulator, storePurchase.id, 'refund')
      const payload = await buyer.client.mutate('verifyPurchase', { receipt })
      expect(payload).toMatchObject({
        payment: null,
        purchase: { id: payment.purchase.id },
        problem: { code: 'PAYMENT_REFUNDED' },
      })
      const text = 'query ($id: ID!) { payment(id: $id) { status refund { source } events { type } } }'
      // An event is shown as soon as it has its position in the feed, a moment after the payload.
      await eventually(async () => {
        expect((await admin.query(text, { id: payment.id })).payment).toMatchObject({
          status: 'REFUNDED',
          refund: { source: 'VERIFICATION' },
          events: [{ type: 'PAYMENT_PAID' }, { type: 'PAYMENT_REFUNDED' }],
        })
      })
    },
  )
})
