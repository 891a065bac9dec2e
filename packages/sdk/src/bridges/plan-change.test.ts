import type { Purchase } from 'react-native-iap'
import { expect, test, vi } from 'vitest'
import type { FinishOutcome, SheetRequest } from './bridge.ts'
import { emulatorCheckout } from './emulator-checkout.ts'
import type { OpenIapModule, OpenIapProduct } from './open-iap-module.ts'
import { createOpenIapStore } from './open-iap-subject.ts'
import { openIap, type OpenIapOptions } from './open-iap.ts'

const subscriptionGroups = [['silver', 'gold']] as const
const outcome = (userId: string): FinishOutcome => ({
  ...{ itemType: 'AUTO_RENEWABLE', paymentId: 'pay_1', confirmAtStore: false },
  userId,
})
const sheet = (productId: string, userId = 'ada'): SheetRequest => ({
  ...{ purchaseId: 'pur_2', userId, productId, accountToken: 'token-2' },
  signal: new AbortController().signal,
})

const offers = [
  { id: 'monthly', basePlanIdAndroid: 'monthly', offerTokenAndroid: 'offer-1' },
  { id: 'free-week', basePlanIdAndroid: 'monthly', offerTokenAndroid: 'offer-2', paymentMode: 'free-trial' },
]
const products: readonly OpenIapProduct[] = ['silver', 'gold'].map((id) => ({
  ...{ id, displayPrice: '₩4,900', title: id, type: 'subs', subscriptionOffers: offers },
}))

/** A device whose customer owns a subscription, which the server has recorded for a player. */
async function createDevice(owned: string | null, options: Partial<OpenIapOptions> = {}) {
  const store = createOpenIapStore('GOOGLE_PLAY')
  if (owned !== null) store.sell(owned)
  const requestPurchase = vi.fn<OpenIapModule<Purchase>['requestPurchase']>(async () => {
    throw Object.assign(new Error('No.'), { code: 'user-cancelled' })
  })
  const module = { ...store.createModule(), fetchProducts: async () => products, requestPurchase }
  const bridge = openIap(module, { store: 'GOOGLE_PLAY', subscriptionGroups, ...options })
  for (const transaction of await bridge.unfinished([])) await bridge.finish(transaction, outcome('ada'))
  return { bridge, readRequest: () => requestPurchase.mock.lastCall?.[0] }
}

const plain = {
  type: 'subs',
  request: {
    apple: { sku: 'gold', appAccountToken: 'token-2' },
    google: {
      ...{ skus: ['gold'], obfuscatedAccountId: 'token-2', obfuscatedProfileId: 'pur_2' },
      subscriptionOffers: [{ sku: 'gold', offerToken: 'offer-2' }],
    },
  },
}
const replacing = (product: string, replacementMode: string) => ({
  request: {
    google: {
      purchaseToken: 'proof-1',
      subscriptionProductReplacementParams: { oldProductId: product, replacementMode },
    },
  },
})

test('a subscription is requested as one, with the offer of a free trial', async () => {
  const { bridge, readRequest } = await createDevice(null)
  expect(await bridge.open(sheet('gold'))).toEqual({ kind: 'CANCELED' })
  expect(readRequest()).toEqual(plain)
})

test('the app may choose the offer of a subscription, and a store may have none', async () => {
  const chosen = await createDevice(null, { chooseOffer: ([first]) => first })
  await chosen.bridge.open(sheet('gold'))
  const none = await createDevice(null, { chooseOffer: () => undefined })
  await none.bridge.open(sheet('gold'))
  expect(chosen.readRequest()).toMatchObject({
    request: { google: { subscriptionOffers: [{ offerToken: 'offer-1' }] } },
  })
  expect(none.readRequest()?.request.google).not.toHaveProperty('subscriptionOffers')
})

test.for([
  ['higher', 'silver', 'gold', {}, 'with-time-proration'],
  ['lower', 'gold', 'silver', {}, 'deferred'],
  ['higher', 'silver', 'gold', { upgradeMode: 'CHARGE_PRORATED_PRICE' }, 'charge-prorated-price'],
  ['lower', 'gold', 'silver', { downgradeMode: 'WITHOUT_PRORATION' }, 'without-proration'],
] as const)(
  'a purchase of a %s plan replaces the subscription %s by %s',
  async ([, owned, bought, options, mode]) => {
    const { bridge, readRequest } = await createDevice(owned, options)
    await bridge.open(sheet(bought))
    expect(readRequest()).toMatchObject(replacing(owned, mode))
  },
)

test('a subscription of another player, or of no group, is not replaced', async () => {
  const { bridge, readRequest } = await createDevice('silver')
  await bridge.open(sheet('gold', 'bob'))
  expect(readRequest()).toEqual(plain)
  const alone = await createDevice('silver', { subscriptionGroups: [] })
  await alone.bridge.open(sheet('gold'))
  expect(alone.readRequest()).toEqual(plain)
})

test('in the App Store the transaction of the plan that goes on ends the sheet of a lower one', async () => {
  const store = createOpenIapStore('APP_STORE')
  const module = { ...store.createModule(), fetchProducts: async () => products }
  store.sell('gold')
  const [current] = await module.getPendingTransactionsIOS()
  const options = { store: 'APP_STORE', subscriptionGroups } as const
  const bridge = openIap({ ...module, requestPurchase: async () => current }, options)
  const transaction = { id: current?.id, productId: 'gold', accountToken: 'token-2' }
  expect(await bridge.open(sheet('silver'))).toMatchObject({ kind: 'TRANSACTION', transaction })
  const received: unknown[] = []
  const listening = openIap({ ...module, requestPurchase: async () => null }, options)
  await listening.connect((each) => received.push(each.accountToken))
  const controller = new AbortController()
  const open = listening.open({ ...sheet('silver'), signal: controller.signal })
  store.replay()
  controller.abort()
  expect(await open).toEqual({ kind: 'CLOSED' })
  expect(received).toEqual([null, 'token-2'])
})

/** The checkout of the emulator, where the customer `ada` owns a subscription. */
async function createCheckout(owned: string) {
  const opened: URL[] = []
  const receipt = { googlePlay: { productId: owned, purchaseToken: 'token' } }
  const transaction = {
    purchaseId: 'sub_1',
    productId: owned,
    accountToken: 'token-1',
    outcome: 'PAID',
    receipt,
  }
  const bridge = emulatorCheckout({
    ...{ emulatorUrl: 'http://127.0.0.1:4100', store: 'GOOGLE_PLAY', customer: 'ada', subscriptionGroups },
    window: {
      location: { origin: 'http://localhost:5173' },
      open: (url) => {
        opened.push(new URL(url))
        return null
      },
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
    fetch: async (url) => {
      const isOwner = new URL(url).searchParams.get('customer') === 'ada'
      return { ok: true, json: async () => ({ transactions: isOwner ? [transaction] : [] }) }
    },
  })
  for (const each of await bridge.unfinished([])) await bridge.finish(each, outcome('ada'))
  return { bridge, readQuery: () => Object.fromEntries(opened.at(-1)?.searchParams ?? []) }
}

test('the checkout of the emulator is told which subscription is replaced, and opens for no owned one', async () => {
  const { bridge, readQuery } = await createCheckout('silver')
  await bridge.open(sheet('gold'))
  const change = { replaces: 'sub_1', change: 'UPGRADE', mode: 'WITH_TIME_PRORATION' }
  expect(readQuery()).toMatchObject({ customer: 'ada', productId: 'gold', ...change })
  await bridge.open(sheet('gold', 'bob'))
  expect(readQuery()).not.toHaveProperty('replaces')
  expect(await bridge.open(sheet('silver'))).toMatchObject({ kind: 'FAILED', code: 'ALREADY_OWNED' })
  const lower = await createCheckout('gold')
  await lower.bridge.open(sheet('silver'))
  expect(lower.readQuery()).toMatchObject({ change: 'DOWNGRADE', mode: 'DEFERRED' })
})
