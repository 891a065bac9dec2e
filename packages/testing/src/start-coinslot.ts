import { buy, type BoughtPayment, type BuyInput } from './buy.ts'
import { createServerCalls, type CallServer } from './call-server.ts'
import { connectEmulator, type StoreName, type TestEmulator } from './emulator.ts'
import type { SoldSubscription, TestPlan } from './sell.ts'
import { startServerProcess } from './server-process.ts'
import { signUserToken, type SignUserTokenOptions } from './sign-user-token.ts'
import { createTestStore, type CreateStoreOptions, type TestStore } from './test-store.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'
import { waitUntil } from './wait-until.ts'

/** An item that the server sells in all stores. */
export type TestItem = {
  readonly itemId: string
  /** Default: the id. */
  readonly name?: string
  /** Default CONSUMABLE. The last two are subscriptions, which the Test store does not sell. */
  readonly type?: 'CONSUMABLE' | 'NON_CONSUMABLE' | 'AUTO_RENEWABLE' | 'CONSUMABLE_AUTO_RENEWABLE'
  /** How the stores sell a subscription. Default: 9.99 US dollars a month. */
  readonly plan?: TestPlan
  /** The product id in every store. Default `com.example.arcade.` and the item id. */
  readonly productId?: string
}

export type StartCoinslotOptions = {
  /** What is sold. Default: `coins_100`, `coins_500` and the permanent `remove_ads`. */
  readonly items?: readonly TestItem[]
  /** Who consumes payments. Default SERVER_TO_SERVER. */
  readonly consumeModel?: 'SERVER_TO_SERVER' | 'BUILT_IN'
  /** Origins of browser games that may call the server, for example `http://localhost:5173`. Default: none. */
  readonly allowedOrigins?: readonly string[]
  /** The folder of the Coinslot server. Default: the one of which this package is a part. */
  readonly serverDirectory?: string
  /** Milliseconds after which the start fails. Default 120,000. */
  readonly startTimeoutMs?: number
}

/** A running server with a database and emulated stores of its own. */
export type CoinslotTestServer = {
  /** The GraphQL endpoint: the option `url` of the SDK. */
  readonly url: string
  readonly webSocketUrl: string
  readonly appKey: string
  readonly serverKey: string
  /** The option `userTokenSigner` of the server SDK. */
  readonly userTokenSigner: { readonly secret: string }
  /** A page that shows the payments, for a test that is being debugged. */
  readonly consoleUrl: string
  readonly clock: VirtualClock
  readonly emulator: TestEmulator
  /** The account of a player at a store, whose `createBridge` is the bridge of the app under test. Default TEST_STORE. */
  readonly createStore: (store?: StoreName, options?: CreateStoreOptions) => TestStore
  /** The user token of a player, as the game server signs it. */
  readonly signUserToken: (userId: string, options?: SignUserTokenOptions) => string
  /** Buys an item without an app: a paid payment for tests of game servers. */
  readonly buy: (input: BuyInput) => Promise<BoughtPayment>
  /** Executes a GraphQL operation with the server key. The field needs the alias `result`; a problem rejects. */
  readonly callServer: CallServer
  /** Repeats a check until it does not throw, by default for 15 seconds. */
  readonly waitUntil: typeof waitUntil
  /** Ends the server, and deletes its data. The end of the test process does it too. */
  readonly stop: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

const defaultStartTimeoutMs = 120_000
const stores: readonly StoreName[] = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE']

/**
 * Starts a Coinslot server, its database and emulated stores in a process, a data directory and on ports of their own. Several may run
 * at the same time.
 */
export async function startCoinslot(options: StartCoinslotOptions = {}): Promise<CoinslotTestServer> {
  const { serverDirectory, startTimeoutMs = defaultStartTimeoutMs } = options
  const { credentials, stop } = await startServerProcess({ serverDirectory, startTimeoutMs })
  const { graphqlUrl: url, webSocketUrl, consoleUrl, appKey, serverKey, userTokenSecret } = credentials
  const callServer = createServerCalls(url, serverKey)
  try {
    await configure(callServer, options)
  } catch (error) {
    await stop()
    throw error
  }
  const emulator = connectEmulator(credentials.emulatorUrl)
  const subscriptions = listSubscriptions(options.items ?? [])
  return {
    url,
    webSocketUrl,
    appKey,
    serverKey,
    userTokenSigner: { secret: userTokenSecret },
    consoleUrl,
    clock: createVirtualClock(emulator),
    emulator,
    createStore: (store = 'TEST_STORE', storeOptions = {}) =>
      createTestStore({ emulator, store, subscriptions }, storeOptions),
    signUserToken: (userId, tokenOptions) =>
      signUserToken({ appKey, secret: userTokenSecret }, userId, tokenOptions),
    buy: (input) => buy({ callServer, emulator, subscriptions }, input),
    callServer,
    waitUntil,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const updateAppKey = `mutation ($input: UpdateAppKeyInput!) {
  result: updateAppKey(input: $input) { problem { code message } } }`
const upsertItem = `mutation ($input: UpsertItemInput!) {
  result: upsertItem(input: $input) { problem { code message } } }`
const listItems = 'query { result: items(first: 100) { nodes { itemId } } }'

type ItemPage = { readonly nodes: readonly { readonly itemId: string }[] }

async function configure(
  callServer: CallServer,
  { items, consumeModel, allowedOrigins }: StartCoinslotOptions,
): Promise<void> {
  if (consumeModel !== undefined || allowedOrigins !== undefined) {
    await callServer(updateAppKey, { input: { consumeModel, allowedOrigins } })
  }
  if (items === undefined) return
  const { nodes } = await callServer<ItemPage>(listItems)
  for (const { itemId } of nodes) {
    if (items.some((item) => item.itemId === itemId)) continue
    await callServer(upsertItem, { input: { itemId, enabled: false } })
  }
  for (const item of items) {
    const { itemId, name = itemId, type = 'CONSUMABLE' } = item
    const selling = isRenewed(item) ? stores.filter((store) => store !== 'TEST_STORE') : stores
    const storeProducts = selling.map((store) => ({ store, productId: toProductId(item) }))
    await callServer(upsertItem, { input: { itemId, name, type, enabled: true, storeProducts } })
  }
}

const toProductId = ({ itemId, productId }: TestItem) => productId ?? `com.example.arcade.${itemId}`
const isRenewed = ({ type }: TestItem) => type === 'AUTO_RENEWABLE' || type === 'CONSUMABLE_AUTO_RENEWABLE'

const listSubscriptions = (items: readonly TestItem[]): readonly SoldSubscription[] =>
  items.filter(isRenewed).map((item) => ({
    itemId: item.itemId,
    productId: toProductId(item),
    plan: item.plan ?? {},
  }))
