import type { ErrorCode } from 'react-native-iap'
import { describe, expect, test } from 'vitest'
import { testBridge } from '../bridge-tests/test-bridge.ts'
import type { SheetRequest, SheetResult, StoreTransaction } from './bridge.ts'
import { createOpenIapStore, openIapSubject } from './open-iap-subject.ts'
import { openIap } from './open-iap.ts'

const google = { store: 'GOOGLE_PLAY' } as const
const apple = { store: 'APP_STORE' } as const

describe('the bridge to the App Store', () => {
  testBridge(
    openIapSubject('APP_STORE', (module) => openIap(module, apple), true),
    test,
  )
})

describe('the bridge to Google Play', () => {
  testBridge(
    openIapSubject('GOOGLE_PLAY', (module) => openIap(module, google), false),
    test,
  )
})

describe('the bridge to Google Play that acknowledges on the device', () => {
  testBridge(
    openIapSubject('GOOGLE_PLAY', (module) => openIap(module, google), true),
    test,
  )
})

const openWith = (signal = new AbortController().signal): SheetRequest => ({
  ...{ purchaseId: 'pur_1', userId: 'ada', productId: 'coins_100' },
  ...{ accountToken: '8c0e4a52-5f2e-4b37-9a0e-0a1b2c3d4e5f' },
  signal,
})

/** What each of the 36 codes says about the purchase. */
const meanings: Readonly<Record<`${ErrorCode}`, string>> = {
  'user-cancelled': 'CANCELED',
  pending: 'PENDING',
  'deferred-payment': 'PENDING',
  'already-owned': 'FAILED ALREADY_OWNED',
  'user-error': 'FAILED PAYMENT_DECLINED',
  'billing-unavailable': 'FAILED PAYMENTS_NOT_ALLOWED',
  'iap-not-available': 'FAILED PAYMENTS_NOT_ALLOWED',
  'feature-not-supported': 'FAILED PAYMENTS_NOT_ALLOWED',
  'developer-error': 'FAILED ITEM_UNAVAILABLE',
  'empty-sku-list': 'FAILED ITEM_UNAVAILABLE',
  'item-unavailable': 'FAILED ITEM_UNAVAILABLE',
  'query-product': 'FAILED ITEM_UNAVAILABLE',
  'sku-not-found': 'FAILED ITEM_UNAVAILABLE',
  'sku-offer-mismatch': 'FAILED ITEM_UNAVAILABLE',
  'activity-unavailable': 'FAILED STORE_NETWORK_ERROR',
  'already-prepared': 'FAILED STORE_NETWORK_ERROR',
  'connection-closed': 'FAILED STORE_NETWORK_ERROR',
  'init-connection': 'FAILED STORE_NETWORK_ERROR',
  'network-error': 'FAILED STORE_NETWORK_ERROR',
  'not-ended': 'FAILED STORE_NETWORK_ERROR',
  'not-prepared': 'FAILED STORE_NETWORK_ERROR',
  'remote-error': 'FAILED STORE_NETWORK_ERROR',
  'service-disconnected': 'FAILED STORE_NETWORK_ERROR',
  'service-error': 'FAILED STORE_NETWORK_ERROR',
  'service-timeout': 'FAILED STORE_NETWORK_ERROR',
  'billing-response-json-parse-error': 'CLOSED',
  'duplicate-purchase': 'CLOSED',
  interrupted: 'CLOSED',
  'item-not-owned': 'CLOSED',
  'purchase-error': 'CLOSED',
  'purchase-verification-failed': 'CLOSED',
  'purchase-verification-finish-failed': 'CLOSED',
  'purchase-verification-finished': 'CLOSED',
  'sync-error': 'CLOSED',
  'transaction-validation-failed': 'CLOSED',
  unknown: 'CLOSED',
}

const describeResult = (result: SheetResult) =>
  result.kind === 'FAILED' ? `FAILED ${result.code}` : result.kind

test.for(Object.entries(meanings))('the code %s means %s', async ([code, meaning]) => {
  const module = createOpenIapStore('GOOGLE_PLAY').createModule()
  const error = Object.assign(new Error('No.'), { code })
  const bridge = openIap({ ...module, requestPurchase: () => Promise.reject(error) }, google)
  expect(describeResult(await bridge.open(openWith()))).toBe(meaning)
})

test('the code of Google Play for a declined card overrules the code of the module', async () => {
  const module = createOpenIapStore('GOOGLE_PLAY').createModule()
  const error = Object.assign(new Error('No.'), {
    code: 'purchase-error',
    subResponseCodeAndroid: 'payment-declined-due-to-insufficient-funds',
  })
  const bridge = openIap({ ...module, requestPurchase: () => Promise.reject(error) }, google)
  expect(describeResult(await bridge.open(openWith()))).toBe('FAILED PAYMENT_DECLINED')
})

test.for([undefined, null, 'no text', { code: 7 }])(
  'a thrown %s asks the store and the server',
  async (thrown) => {
    const module = createOpenIapStore('GOOGLE_PLAY').createModule()
    const requestPurchase = async () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- A module may throw anything.
      throw thrown
    }
    expect(await openIap({ ...module, requestPurchase }, google).open(openWith())).toEqual({ kind: 'CLOSED' })
  },
)

describe('an error event', () => {
  test('without a product ends the only sheet, and a repeated purchase ends none', async () => {
    const store = createOpenIapStore('GOOGLE_PLAY')
    const bridge = openIap(store.createModule(), google)
    await bridge.connect(() => undefined)
    store.script('STAY_OPEN')
    const result = bridge.open(openWith())
    store.fail({ code: 'duplicate-purchase' })
    store.fail({ code: 'network-error', productId: 'coins_500' })
    store.fail({ code: 'user-cancelled' })
    expect(await result).toEqual({ kind: 'CANCELED' })
    // Nobody waits for this one.
    store.fail({ code: 'unknown' })
  })
})

describe('the connection', () => {
  test('is made by a module that accepts listeners only when it is ready, and each event comes once', async () => {
    const store = createOpenIapStore('GOOGLE_PLAY')
    const module = store.createModule()
    let isReady = false
    const received: string[] = []
    const bridge = openIap(
      {
        ...module,
        purchaseUpdatedListener: (listener) => {
          if (!isReady) throw new Error('Nitro is not ready.')
          return module.purchaseUpdatedListener(listener)
        },
        initConnection: async () => {
          isReady = true
          return module.initConnection()
        },
      },
      google,
    )
    await bridge.connect(({ id }) => received.push(id))
    store.sell('coins_100')
    store.replay()
    expect(received).toEqual(['proof-1'])
  })

  test('may be made again after a failure, and each event still comes once', async () => {
    const store = createOpenIapStore('GOOGLE_PLAY')
    const module = store.createModule()
    const answers = [false, undefined]
    const initConnection = async () => {
      await module.initConnection()
      return answers.shift()
    }
    const received: string[] = []
    const bridge = openIap({ ...module, initConnection }, google)
    await expect(bridge.connect(({ id }) => received.push(id))).rejects.toThrow('not available')
    // Some versions answer nothing when they have succeeded.
    await bridge.connect(({ id }) => received.push(id))
    store.sell('coins_100')
    store.replay()
    expect(received).toEqual(['proof-1'])
  })
})

test.for([
  ['of a suspended subscription', { isSuspendedAndroid: true }],
  ['without a proof', { purchaseToken: null }],
  ['of Amazon', { store: 'amazon' }],
] as const)('a purchase %s is neither reported nor listed', async ([, change]) => {
  const store = createOpenIapStore('GOOGLE_PLAY')
  const module = store.createModule()
  store.sell('coins_100')
  const changed = async () => (await module.getAvailablePurchases()).map((each) => ({ ...each, ...change }))
  const received: StoreTransaction[] = []
  const bridge = openIap({ ...module, getAvailablePurchases: changed }, google)
  expect(await bridge.unfinished([])).toEqual([])
  const listening = openIap(
    {
      ...module,
      purchaseUpdatedListener: (listener) =>
        module.purchaseUpdatedListener((purchase) => listener({ ...purchase, ...change })),
    },
    google,
  )
  await listening.connect((transaction) => received.push(transaction))
  expect(received).toEqual([])
})

test('the sheet is opened with the account token for each platform, and never finishes by itself', async () => {
  const requests: unknown[] = []
  const module = createOpenIapStore('GOOGLE_PLAY').createModule()
  const requestPurchase = (request: unknown) => {
    requests.push(request)
    return Promise.reject(new Error('No.'))
  }
  const request = openWith()
  await openIap({ ...module, requestPurchase }, google).open(request)
  const { productId, accountToken } = request
  expect(requests).toEqual([
    {
      type: 'in-app',
      request: {
        apple: { sku: productId, appAccountToken: accountToken },
        google: { skus: [productId], obfuscatedAccountId: accountToken, obfuscatedProfileId: 'pur_1' },
      },
    },
  ])
})

test('a purchase that the call returns ends the sheet', async () => {
  const store = createOpenIapStore('GOOGLE_PLAY')
  const module = store.createModule()
  store.sell('coins_100')
  const requestPurchase = module.getAvailablePurchases
  const bridge = openIap({ ...module, requestPurchase }, google)
  expect(await bridge.open(openWith())).toEqual({
    kind: 'TRANSACTION',
    transaction: {
      id: 'proof-1',
      productId: 'coins_100',
      accountToken: null,
      state: 'PAID',
      receipt: {
        googlePlay: {
          productId: 'coins_100',
          purchaseToken: 'proof-1',
          packageName: 'com.example.arcade',
        },
      },
    },
  })
})
