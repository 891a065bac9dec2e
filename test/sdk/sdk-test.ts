import type { Sql } from 'postgres'
import { createFakeStore, type FakeStore } from '../../packages/sdk/src/bridges.ts'
import {
  createCoinslot,
  memoryStorage,
  type Bridge,
  type Coinslot,
  type CoinslotOptions,
  type CoinslotStorage,
  type Fetch,
  type PurchaseResult,
} from '../../packages/sdk/src/index.ts'
import {
  createCoinslotServer,
  type CoinslotServer,
  type ServerPayment,
} from '../../packages/sdk/src/server.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { newUserId } from '../support/purchase-client.ts'
import { serverTest } from '../support/test.ts'
import type { TestServer } from '../support/test-server.ts'
import type { Kill } from './kill.ts'

/** A player's device: what is left when the app is killed, and the store account. */
export type Device = {
  readonly storage: CoinslotStorage
  readonly store: FakeStore
  /** Results that the app was told of outside of its calls, by all its starts. */
  readonly updates: PurchaseResult[]
}

export type AppOptions = Partial<CoinslotOptions> & {
  readonly device: Device
  /** The player who is logged in. */
  readonly player: string
  readonly kill?: Kill
  readonly project?: DevApp
}

export type StartApp = (options: AppOptions) => Coinslot

/** Waits that no test should need. */
const timeouts = { requestMs: 10_000, sheetMs: 10_000, reportMs: 300, bridgeMs: 5_000, storageMs: 5_000 }

/** Tests of the SDK against a server and the stores' emulator. */
export const sdkTest = serverTest
  .extend('gameServer', { scope: 'file' }, ({ server, project }) => createGameServer(server, project))
  .extend(
    'startApp',
    { scope: 'file' },
    ({ server }): StartApp =>
      (options) =>
        startApp(server, options),
  )
  .extend(
    'createDevice',
    { scope: 'file' },
    ({ server }) =>
      () =>
        createDevice(server),
  )

export { newUserId }

const createGameServer = (server: TestServer, project: DevApp): CoinslotServer =>
  createCoinslotServer({
    url: server.graphqlUrl,
    serverKey: project.serverKey,
    appKey: project.appKey,
    userTokenSigner: { secret: project.userTokenSecret },
  })

/** A device whose store sells at the emulator, so that its receipts are real. */
function createDevice({ emulator }: TestServer): Device {
  const store = createFakeStore({
    sell: async ({ productId, accountToken, outcome }) => {
      const sale = { store: 'TEST_STORE', productId, outcome } as const
      return createStorePurchase(emulator, accountToken === null ? sale : { ...sale, accountToken })
    },
  })
  return { storage: memoryStorage(), store, updates: [] }
}

/** One start of the app. */
function startApp(server: TestServer, { device, player, kill, project, ...options }: AppOptions): Coinslot {
  const { appKey } = project ?? server.project
  const gameServer = createGameServer(server, project ?? server.project)
  const fetchNow: Fetch = options.fetch ?? ((url, init) => fetch(url, init))
  const bridge = options.bridge ?? device.store.createBridge()
  const app = createCoinslot({
    url: server.graphqlUrl,
    appKey,
    timeouts,
    maxRetries: 3,
    ...(options.userId === undefined
      ? { userToken: () => gameServer.signUserToken({ userId: player }) }
      : {}),
    ...options,
    storage: kill === undefined ? device.storage : killStorage(device.storage, kill),
    fetch: kill?.wrap(fetchNow) ?? fetchNow,
    bridge: kill === undefined ? bridge : killBridge(bridge, kill),
  })
  app.onPurchaseUpdated((result) => device.updates.push(result))
  return app
}

const killStorage = (storage: CoinslotStorage, { wrap }: Kill): CoinslotStorage => {
  if (!('getAllKeys' in storage)) throw new Error('not a memory storage')
  return {
    getItem: wrap(async (key: string) => storage.getItem(key)),
    setItem: wrap(async (key: string, value: string) => storage.setItem(key, value)),
    removeItem: wrap(async (key: string) => storage.removeItem(key)),
    getAllKeys: wrap(async () => storage.getAllKeys()),
  }
}

const killBridge = (bridge: Bridge, { wrap }: Kill): Bridge => ({
  ...bridge,
  open: wrap(bridge.open),
  unfinished: wrap(bridge.unfinished),
  finish: wrap(bridge.finish),
})

/** What the client keeps on the device about a purchase. */
type Entry = { readonly accountToken: string | null; readonly transaction: object | null }

/** The purchases that are kept on the device. */
export async function readEntries({ storage }: Device): Promise<readonly Entry[]> {
  if (!('getAllKeys' in storage)) throw new Error('not a memory storage')
  const keys = await storage.getAllKeys()
  const texts = await Promise.all(keys.map(async (key) => storage.getItem(key)))
  return texts.map((text) => JSON.parse(text ?? 'null') as Entry)
}

export const countKept = async (device: Device): Promise<number> => (await readEntries(device)).length

/** The payments of a user, as the server has them. */
export async function listPayments(
  gameServer: CoinslotServer,
  userId: string,
): Promise<readonly ServerPayment[]> {
  const payments: ServerPayment[] = []
  for await (const payment of gameServer.payments({ userId })) payments.push(payment)
  return payments
}

/** The account tokens that a player's purchases have at the stores. */
export async function listAccountTokens(sql: Sql, userId: string): Promise<readonly string[]> {
  const purchases = await sql<{ account_token: string }[]>`
    select p.account_token from purchases p join users u on u.app_id = p.app_id and u.id = p.user_id
    where u.external_id = ${userId}`
  return purchases.map(({ account_token: accountToken }) => accountToken)
}
