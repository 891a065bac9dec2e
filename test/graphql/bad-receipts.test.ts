import { createTestAuthority, sampleTransaction } from '../fixtures/app-store/test-authority.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { payAtStore, requestPurchase } from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import { expectRejected } from './expect-rejected-receipt.ts'

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    environment: { STORE_TIMEOUT_MS: '300', INVALID_RECEIPT_RATE_LIMIT: '1000' },
  },
)

const toReceipt = (signedTransaction: string) => ({ appStore: { signedTransaction } })
const invalid = { code: 'RECEIPT_INVALID', field: ['receipt'], retryable: false }

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
