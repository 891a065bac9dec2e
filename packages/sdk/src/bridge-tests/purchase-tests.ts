import { createId } from '../client/create-id.ts'
import { createCoinslot } from '../client/create-coinslot.ts'
import type { ClientTimeouts } from '../client/limits.ts'
import type { PurchaseResult } from '../client/results.ts'
import { memoryStorage, type CoinslotStorage } from '../client/storage.ts'
import { check, checkEqual, eventually, letRun, type TestContext, type TestDefinition } from './tested-app.ts'
import { createMemoryServer, type MemoryServer } from './memory-server.ts'

/** What a test about a purchase runs with: the client of the SDK on a device, and a server in memory. */
type Device = {
  readonly storage: CoinslotStorage
  readonly server: MemoryServer
  /** Starts the app. Times that no sheet needs are long, so that a slow machine changes nothing. */
  readonly start: (timeouts?: Partial<ClientTimeouts>) => {
    readonly shop: ReturnType<typeof createCoinslot>
    readonly updates: readonly PurchaseResult[]
  }
}

function createDevice({ store, waitMs }: TestContext): Device {
  const storage = memoryStorage()
  // Tests must not wait for each other's purchases, as the tabs of a browser do.
  const userId = createId()
  const server = createMemoryServer(store, { userId, storeName: store.startApp().store })
  return {
    storage,
    server,
    start: (timeouts = {}) => {
      const updates: PurchaseResult[] = []
      const options = { url: 'https://pay.example.com/graphql', appKey: 'ak_test', userToken: userId }
      const bridge = store.startApp()
      const limits = { reportMs: waitMs, ...timeouts }
      const shop = createCoinslot({ ...options, bridge, storage, fetch: server.fetch, timeouts: limits })
      shop.onPurchaseUpdated((result) => void updates.push(result))
      return { shop, updates }
    },
  }
}

const short: Partial<ClientTimeouts> = { sheetMs: 100, reportMs: 100 }

async function listEntries({ storage }: Device): Promise<readonly string[]> {
  check('getAllKeys' in storage, 'The storage has no keys.')
  return storage.getAllKeys()
}

/** Purchases with the client of the SDK. */
export const purchaseTests: readonly TestDefinition[] = [
  {
    name: 'A purchase is paid, recorded once and finished, and the device keeps nothing',
    needs: ['PAY'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('PAY')
      const result = await device.start().shop.purchase(context.productId)
      checkEqual(result.status, 'paid', 'The result')
      checkEqual(device.server.payments(), 1, 'The number of payments')
      checkEqual(await listEntries(device), [], 'What the device keeps')
    },
  },
  {
    name: 'A purchase that the store reports again and again is recorded once, and is no news',
    needs: ['PAY_REPEATEDLY'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('PAY_REPEATEDLY')
      const { shop, updates } = device.start()
      checkEqual((await shop.purchase(context.productId)).status, 'paid', 'The result')
      await letRun()
      checkEqual(device.server.payments(), 1, 'The number of payments')
      checkEqual(updates, [], 'The list of updates')
    },
  },
  {
    name: 'A purchase that nothing reports is found in the unfinished list',
    needs: ['PAY_SILENTLY'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('PAY_SILENTLY')
      const result = await device.start(short).shop.purchase(context.productId)
      checkEqual(result.status, 'paid', 'The result')
    },
  },
  {
    name: 'A purchase whose app was killed while the sheet was open is paid at the next start',
    needs: ['PAY_SILENTLY'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('PAY_SILENTLY')
      // This start waits for the sheet for ten minutes, and is then forgotten.
      void device.start().shop.purchase(context.productId)
      const { shop, updates } = device.start()
      const isPaid = async () =>
        (await shop.reprocess()).some(({ status }) => status === 'paid') ? true : null
      await eventually(context, isPaid, 'The payment')
      checkEqual(device.server.payments(), 1, 'The number of payments')
      checkEqual(updates.length, 1, 'The number of updates')
    },
  },
  {
    name: 'A purchase whose sheet never ends has a result, and opens again later',
    needs: ['STAY_OPEN', 'PAY'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('STAY_OPEN', 'PAY')
      const hanging = await device.start(short).shop.purchase(context.productId)
      checkEqual(hanging.status, 'unknown', 'The first result')
      checkEqual((await device.start().shop.purchase(context.productId)).status, 'paid', 'The second result')
      checkEqual(device.server.payments(), 1, 'The number of payments')
    },
  },
  {
    name: 'A purchase whose sheet fails in an unknown way has a result',
    needs: ['BREAK'],
    run: async (context) => {
      context.store.script('BREAK')
      const result = await createDevice(context).start(short).shop.purchase(context.productId)
      checkEqual(result.status, 'unknown', 'The result')
    },
  },
  {
    name: 'A transaction of another product does not end the purchase, and is recorded as what it is',
    needs: ['PAY_OTHER'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('PAY_OTHER')
      const { shop, updates } = device.start(short)
      const result = await shop.purchase(context.productId)
      check(result.status !== 'paid', 'The purchase is paid.')
      await eventually(
        context,
        () => updates.find(({ itemId }) => itemId === context.otherProductId),
        'The other item',
      )
    },
  },
  {
    name: 'A transaction that was queued does not end a new purchase of the same product',
    needs: ['EVENTS', 'SELL', 'PAY'],
    run: async (context) => {
      const device = createDevice(context)
      await context.store.sell?.(context.productId)
      context.store.script('PAY')
      const { shop, updates } = device.start()
      const result = await shop.purchase(context.productId)
      checkEqual(result.status, 'paid', 'The result')
      await shop.reprocess()
      const [queued] = await eventually(
        context,
        () => (updates.length > 0 ? updates : null),
        'The queued transaction',
      )
      check(queued?.purchaseId !== result.purchaseId, 'The queued transaction ended the purchase.')
      checkEqual(device.server.payments(), 2, 'The number of payments')
    },
  },
  {
    name: 'A purchase that the player cancels is canceled at the server, and the device keeps nothing',
    needs: ['CANCEL'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('CANCEL')
      checkEqual((await device.start().shop.purchase(context.productId)).status, 'canceled', 'The result')
      checkEqual(device.server.statuses(), ['CANCELED'], 'The list of purchases at the server')
      checkEqual(await listEntries(device), [], 'What the device keeps')
    },
  },
  {
    name: 'A purchase that is paid later is pending, and paid at a later start',
    needs: ['PAY_LATER'],
    run: async (context) => {
      const device = createDevice(context)
      context.store.script('PAY_LATER')
      checkEqual(
        (await device.start().shop.purchase(context.productId)).status,
        'pending',
        'The first result',
      )
      await context.store.complete?.()
      const { shop, updates } = device.start()
      await shop.reprocess()
      // An event of the store may have been processed meanwhile.
      await eventually(context, () => updates.find(({ status }) => status === 'paid'), 'The payment')
      checkEqual(device.server.payments(), 1, 'The number of payments')
    },
  },
  {
    name: 'An item that the store still holds is processed first, and then the sheet opens again',
    needs: ['ALREADY_OWNED', 'SELL', 'PAY'],
    run: async (context) => {
      const device = createDevice(context)
      await context.store.sell?.(context.productId)
      context.store.script('ALREADY_OWNED', 'PAY')
      checkEqual((await device.start().shop.purchase(context.productId)).status, 'paid', 'The result')
      checkEqual(device.server.payments(), 2, 'The number of payments')
    },
  },
]
