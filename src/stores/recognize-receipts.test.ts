import { expect, test } from 'vitest'
import { recognizeText } from '../domain/search/recognize-text.ts'
import { createStoreRegistry } from './registry.ts'

const stores = createStoreRegistry({ production: false })
const jws = (payload: object) =>
  ['{"alg":"ES256"}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

const transaction = {
  transactionId: '2000000912345678',
  originalTransactionId: '2000000900000001',
  bundleId: 'com.example.arcade',
  environment: 'Sandbox',
  appAccountToken: '7E3FB20B-4CDB-47CC-936D-99D65F608138',
}
const googleToken = `${'a'.repeat(24)}.AO-J1Oxyz_123`
const googleData = {
  orderId: 'GPA.1234-5678-9012-34567',
  packageName: 'com.example',
  productId: 'coins',
  purchaseToken: googleToken,
}
const oneData = {
  orderId: 'ONESTORE_1234567890123456789',
  packageName: 'com.example',
  productId: 'coins',
  purchaseId: '17070421461015116878',
  purchaseToken: 'TOKEN0123456789ABCDEF01',
}

const texts: readonly (readonly [string, string, object])[] = [
  [
    'a signed transaction of the App Store',
    jws(transaction),
    {
      store: 'APP_STORE',
      kind: 'RECEIPT',
      environment: 'SANDBOX',
      storeTransactionIds: ['2000000912345678', '2000000900000001'],
    },
  ],
  [
    'a signed transaction in lines',
    jws(transaction).replaceAll(/(.{40})/g, '$1\r\n'),
    { store: 'APP_STORE', storeTransactionIds: ['2000000912345678', '2000000900000001'] },
  ],
  [
    'a signed notification of the App Store',
    JSON.stringify({
      signedPayload: jws({ notificationUUID: 'u-1', data: { signedTransactionInfo: jws(transaction) } }),
    }),
    { store: 'APP_STORE', saleKeys: ['2000000912345678', '2000000900000001'] },
  ],
  [
    'a receipt of the API',
    JSON.stringify({ appStore: { signedTransaction: jws(transaction) } }),
    { store: 'APP_STORE', query: { by: 'TRANSACTION_ID', id: '2000000912345678' } },
  ],
  [
    'purchase data of Google Play',
    JSON.stringify(googleData),
    {
      store: 'GOOGLE_PLAY',
      kind: 'RECEIPT',
      storeOrderIds: ['GPA.1234-5678-9012-34567'],
      saleKeys: [googleToken],
    },
  ],
  [
    'a receipt of Unity',
    JSON.stringify({
      Store: 'GooglePlay',
      Payload: JSON.stringify({ json: JSON.stringify(googleData), signature: 'x' }),
    }),
    { store: 'GOOGLE_PLAY', saleKeys: [googleToken] },
  ],
  [
    'purchase data of ONE store',
    JSON.stringify(oneData),
    {
      store: 'ONE_STORE',
      kind: 'RECEIPT',
      storeTransactionIds: ['17070421461015116878'],
      query: { by: 'PURCHASE_TOKEN', purchaseToken: oneData.purchaseToken, productIds: ['coins'] },
    },
  ],
  [
    'a receipt of the Test store',
    jws({ transactionId: 'TT0123456789012345', productId: 'coins', bundleId: 'b' }),
    { store: 'TEST_STORE', saleKeys: ['TT0123456789012345'] },
  ],
]

test.each(texts)('%s is recognized as one of its store', (_name, text, expected) => {
  const found = recognizeText(stores, text)
  expect(found.storeMatches).toContainEqual(expect.objectContaining(expected))
  expect(new Set(found.storeMatches.map(({ store }) => store))).toHaveProperty('size', 1)
  expect(text).not.toBe(found.text)
})

test.each([
  ['quotes', (text: string) => `“${text}”`],
  ['a sentence', (text: string) => `The receipt is: ${text} (from support)`],
  ['a JSON text', (text: string) => JSON.stringify(text)],
])('a receipt within %s is recognized', (_name, wrap) => {
  const found = recognizeText(stores, wrap(JSON.stringify(googleData)))
  expect(found.storeMatches).toContainEqual(expect.objectContaining({ saleKeys: [googleToken] }))
})

test('the account token and the notification of a receipt are looked for too', () => {
  const found = recognizeText(
    stores,
    JSON.stringify({
      notificationUUID: '002e14d5-51f5-4503-b5a8-c3a1af68eb20',
      data: { signedTransactionInfo: jws(transaction) },
    }),
  )
  expect(found.accountTokens).toEqual(['7e3fb20b-4cdb-47cc-936d-99d65f608138'])
  expect(found.notificationIds).toEqual(['002e14d5-51f5-4503-b5a8-c3a1af68eb20'])
})

test('an id of this server is nothing else', () => {
  const found = recognizeText(stores, ' PAY_01JZ8M4Q9XE3T8V6W2Y5B7C9D0 ')
  expect(found.recognizedAs).toEqual([{ kind: 'OBJECT_ID', store: null, environment: null }])
  expect(found.storeMatches).toEqual([])
})

test.each(['', '   ', '\u200b', '???'])('the text %j is nothing', (text) => {
  expect(recognizeText(stores, text).recognizedAs).toEqual([])
})
