import { describe, expect, test } from 'vitest'
import type { Bridge } from '../bridges/bridge.ts'
import { createFakeStore } from '../bridges/fake-store.ts'
import { createVirtualTime } from '../bridges/virtual-time.ts'
import type { Fetch } from '../core/transport.ts'
import { createCoinslot, type CoinslotOptions } from './create-coinslot.ts'
import { memoryStorage } from './storage.ts'

const url = 'https://pay.example.com/graphql'
const hour = 3_600_000

/** A server of one user that reserves every purchase and knows of no payment. */
const fetchUnpaid: Fetch = async (_url, { body }) => {
  const { query } = JSON.parse(body) as { readonly query: string }
  const purchase = { id: 'pur_1', accountToken: 'token-1', storeProductId: 'coins', status: 'REQUESTED' }
  const results: Readonly<Record<string, unknown>> = {
    RegisterUser: { user: { userId: 'ada' }, problem: null },
    RequestPurchase: { purchase, problem: null },
    Purchase: { ...purchase, payment: null, problem: null },
  }
  const name = /^\w+ (\w+)/.exec(query)?.[1] ?? ''
  const text = JSON.stringify({ data: { result: results[name] } })
  return { status: 200, headers: new Headers(), text: async () => text }
}

const answerWith = (body: object) => ({
  status: 200,
  headers: new Headers(),
  text: async () => JSON.stringify(body),
})

const never = () => new Promise<never>(() => undefined)

/** The status of a purchase after an hour in which nothing but the given parts answers. */
async function purchaseWith(options: Partial<CoinslotOptions>) {
  const time = createVirtualTime()
  const app = createCoinslot({
    url,
    appKey: 'ak_1',
    userToken: 'token',
    bridge: createFakeStore({ schedule: time.schedule }).createBridge(),
    storage: memoryStorage(),
    fetch: fetchUnpaid,
    schedule: time.schedule,
    ...options,
  })
  const purchased = app.purchase('coins_100')
  await time.advance(hour)
  const result = await purchased
  return 'error' in result ? `${result.status} ${result.error.code}` : result.status
}

const bridgeWith = (change: Partial<Bridge>): Bridge => ({ ...createFakeStore().createBridge(), ...change })
const storageWith = (change: object) => ({ ...memoryStorage(), ...change })

describe('a purchase always ends', () => {
  test.for([
    ['the server never answers', { fetch: never }, 'failed NETWORK_ERROR'],
    ['the user token never comes', { userToken: never }, 'failed UNAUTHENTICATED'],
    [
      'the storage never answers',
      { storage: storageWith({ getAllKeys: never }) },
      'failed STORAGE_UNAVAILABLE',
    ],
    ['the storage never writes', { storage: storageWith({ setItem: never }) }, 'failed STORAGE_UNAVAILABLE'],
    ['the sheet never ends', { bridge: bridgeWith({ open: never }) }, 'unknown RESULT_UNKNOWN'],
    [
      'no part of the bridge answers',
      { bridge: bridgeWith({ open: never, connect: never, unfinished: never }) },
      'unknown RESULT_UNKNOWN',
    ],
    [
      'the bridge answers nonsense',
      { bridge: bridgeWith({ open: async () => ({ kind: 'MAGIC' }) as never }) },
      'unknown RESULT_UNKNOWN',
    ],
    ...[undefined, null, {}, { kind: 'TRANSACTION' }, { kind: 'TRANSACTION', transaction: {} }].map(
      (answer) =>
        [
          `the sheet ends with ${JSON.stringify(answer)}`,
          { bridge: bridgeWith({ open: async () => answer as never }) },
          'unknown RESULT_UNKNOWN',
        ] as const,
    ),
    ...[undefined, null, 'none', [null, {}, 7]].map(
      (answer) =>
        [
          `the store lists ${JSON.stringify(answer)}`,
          { bridge: bridgeWith({ open: never, unfinished: async () => answer as never }) },
          'unknown RESULT_UNKNOWN',
        ] as const,
    ),
    [
      'the storage accepts everything and keeps nothing',
      { storage: storageWith({ getItem: () => null }) },
      'failed STORAGE_UNAVAILABLE',
    ],
    [
      'the server answers something else',
      { fetch: async () => answerWith({ data: { result: {} } }) },
      'failed UNEXPECTED_RESPONSE',
    ],
  ] as const)('when %s', async ([, options, expected]) => {
    expect(await purchaseWith(options)).toBe(expected)
  })
})

test.for([{ data: { result: {} } }, { data: { result: null } }, { errors: [null] }, { errors: 'none' }])(
  'a server that answers %o gives an error of the SDK',
  async (body) => {
    const fetch: Fetch = async () => answerWith(body)
    const bridge = createFakeStore().createBridge()
    const app = createCoinslot({
      url,
      appKey: 'ak_1',
      userId: 'ada',
      bridge,
      storage: memoryStorage(),
      fetch,
    })
    for (const call of [app.items, app.reprocess, app.unconsumedPayments]) {
      await expect(call()).rejects.toMatchObject({ name: 'CoinslotError', code: 'UNEXPECTED_RESPONSE' })
    }
  },
)

test('a bridge may be an object with methods, and report nonsense', async () => {
  class MethodBridge {
    readonly store = 'TEST_STORE' as const
    readonly #transactions = [
      {
        id: '1',
        productId: 'coins',
        accountToken: 'TOKEN-1',
        state: 'PENDING' as const,
        receipt: { testStore: { receipt: 'r' } },
      },
    ]
    async connect(onTransaction: (transaction: never) => void) {
      for (const nonsense of [undefined, null, {}, { id: 1 }]) onTransaction(nonsense as never)
    }
    async products() {
      return null as never
    }
    async open() {
      return { kind: 'CLOSED' as const }
    }
    async unfinished() {
      return this.#transactions
    }
    async finish() {
      return undefined
    }
  }
  const submitted: string[] = []
  const fetch: Fetch = async (address, init) => {
    if (!init.body.includes('mutation VerifyPurchase')) return fetchUnpaid(address, init)
    submitted.push(init.body)
    const problem = { code: 'PURCHASE_PENDING', message: 'Later.', retryable: true, retryAfterMs: null }
    return answerWith({ data: { result: { payment: null, purchase: null, problem } } })
  }
  const errors: string[] = []
  const app = createCoinslot({
    url,
    appKey: 'ak_1',
    userId: 'ada',
    bridge: new MethodBridge(),
    storage: memoryStorage(),
    fetch,
    timeouts: { reportMs: 1 },
    onError: ({ code }) => errors.push(code),
  })
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'pending' })
  expect(submitted).toHaveLength(1)
  expect(new Set(errors)).toEqual(new Set(['BRIDGE_FAILED']))
})

test('reprocess waits for a transaction that an event has just reported', async () => {
  const store = createFakeStore()
  const { promise: answered, resolve: answer } = Promise.withResolvers<null>()
  const fetch: Fetch = async (address, init) => {
    if (!init.body.includes('mutation VerifyPurchase')) return fetchUnpaid(address, init)
    await answered
    const problem = { code: 'PAYMENT_REFUNDED', message: 'Gone.', retryable: false, retryAfterMs: null }
    return answerWith({ data: { result: { payment: null, purchase: null, problem } } })
  }
  const bridge = { ...store.createBridge(), unfinished: async () => [] }
  const app = createCoinslot({ url, appKey: 'ak_1', userId: 'ada', bridge, storage: memoryStorage(), fetch })
  await app.reprocess()
  await store.sell({ productId: 'coins', accountToken: null, outcome: 'PAID' })
  store.replay()
  const steps: string[] = []
  const reprocessed = app.reprocess().then(() => steps.push('reprocessed'))
  setTimeout(() => {
    steps.push('answered')
    answer(null)
  }, 20)
  await reprocessed
  expect(steps).toEqual(['answered', 'reprocessed'])
})

test.for([
  ['no URL', { url: '' }],
  ['a URL without a protocol', { url: 'pay.example.com' }],
  ['no AppKey', { appKey: '' }],
  ['a server key', { appKey: 'csk_secret' }],
  ['a user id beside a user token', { userId: 'ada' }],
  ['no bridge', { bridge: undefined as unknown as Bridge }],
] as const)('a client with %s is rejected at once', ([, options]) => {
  const bridge = createFakeStore().createBridge()
  const create = () => createCoinslot({ url, appKey: 'ak_1', userToken: 'token', bridge, ...options })
  expect(create).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }))
})

test('a transaction that is found twice is reported once, also beside a listener that throws', async () => {
  const store = createFakeStore()
  const received: string[] = []
  const paid = { id: 'pay_1', status: 'PAID', item: { itemId: 'coins_100', type: 'CONSUMABLE' } }
  const payment = { ...paid, user: { userId: 'ada' }, purchase: { id: 'pur_1' }, store: 'TEST_STORE' }
  const fetch: Fetch = async (address, init) => {
    if (!init.body.includes('mutation VerifyPurchase')) return fetchUnpaid(address, init)
    const text = JSON.stringify({ data: { result: { payment, purchase: null, problem: null } } })
    return { status: 200, headers: new Headers(), text: async () => text }
  }
  const bridge = store.createBridge()
  const app = createCoinslot({ url, appKey: 'ak_1', userId: 'ada', bridge, storage: memoryStorage(), fetch })
  app.onPurchaseUpdated(() => {
    throw new Error('The page of the shop is gone.')
  })
  app.onPurchaseUpdated(({ status }) => received.push(status))
  await store.sell({ productId: 'coins', accountToken: null, outcome: 'PAID' })
  // The store reports it while it connects, and lists it too.
  expect(await app.reprocess()).toMatchObject([{ status: 'paid', itemId: 'coins_100' }])
  await app.reprocess()
  expect(received).toEqual(['paid'])
})
