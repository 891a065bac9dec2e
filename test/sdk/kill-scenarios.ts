import { createFakeStore } from '../../packages/sdk/src/bridges.ts'
import type { Bridge, Fetch, PurchaseResult } from '../../packages/sdk/src/index.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { expect } from '../support/test.ts'
import type { Scenario, World } from './play-and-kill.ts'
import { countKept, listPayments, readEntries } from './sdk-test.ts'

const productId = toStoreProductId('coins_100')
const accountless = { productId, accountToken: null, outcome: 'PAID' } as const
const shortWaits = { sheetMs: 50, reportMs: 10 }

/** Leaves a purchase of the player whose sheet was open when the app was killed. */
async function leaveOpenSheet({ device, start }: World): Promise<void> {
  device.store.script({ outcome: 'HANG' })
  expect(await start({ timeouts: shortWaits }).purchase('coins_100')).toMatchObject({ status: 'unknown' })
}

/** The store takes the money of the purchase that the device keeps. */
async function sellKept({ device }: World): Promise<void> {
  const [entry] = await readEntries(device)
  await device.store.sell({ productId, accountToken: entry?.accountToken ?? null, outcome: 'PAID' })
}

/** Each sale of the store is one payment of the player, and nothing is left on the device or at the store. */
async function expectAllPaid({ device, player, start, gameServer, context }: World): Promise<void> {
  const app = start()
  const results = await app.reprocess()
  const payments = await listPayments(gameServer, player)
  expect(payments.length, context).toBe(device.store.sales())
  expect(device.store.unfinished(), context).toEqual([])
  // What was not paid can still be paid until its reservation expires.
  const entries = await readEntries(device)
  expect(
    entries.filter(({ transaction }) => transaction !== null),
    context,
  ).toEqual([])
  expect(await app.unconsumedPayments(), context).toHaveLength(payments.length)
  const ids = payments.map(({ id }) => id)
  for (const id of paidIds([...results, ...device.updates])) expect(ids, context).toContain(id)
}

const paidIds = (results: readonly PurchaseResult[]): readonly string[] =>
  results.flatMap((result) => (result.status === 'paid' ? [result.payment.id] : []))

const refusedByParent: Scenario = {
  name: 'that a parent refuses',
  // The App Store reports neither the question nor the refusal to the app.
  createDevice: (device, emulator) => ({
    ...device,
    store: createFakeStore({
      store: 'APP_STORE',
      sell: async ({ accountToken, ...sale }) =>
        createStorePurchase(emulator, { store: 'APP_STORE', ...sale, accountToken: accountToken ?? '' }),
    }),
  }),
  options: ({ device, emulator }) => ({
    bridge: {
      ...device.store.createBridge(),
      open: async ({ accountToken }) => {
        const request = { store: 'APP_STORE', productId, accountToken, outcome: 'PENDING' } as const
        const { id } = await createStorePurchase(emulator, request)
        await updateStorePurchase(emulator, id, 'cancel')
        return { kind: 'PENDING' }
      },
    },
  }),
  run: (app) => app.purchase('coins_100'),
  expires: true,
  check: async ({ device, player, start, gameServer, context }) => {
    const app = start()
    for (const result of await app.reprocess()) {
      expect(result, context).toMatchObject({ status: 'failed', error: { code: 'PURCHASE_EXPIRED' } })
    }
    expect(await countKept(device), context).toBe(0)
    expect(await listPayments(gameServer, player), context).toEqual([])
    expect(await app.purchase('coins_100'), context).toMatchObject({ status: 'paid' })
  },
}

const lateAnswers: Scenario = {
  name: 'whose verification is answered too late',
  options: () => {
    let lostCount = 0
    const losesAnswers: Fetch = async (url, init) => {
      const response = await fetch(url, init)
      if (!init.body.includes('mutation VerifyPurchase(') || lostCount >= 2) return response
      lostCount += 1
      throw new TypeError('The answer was lost.')
    }
    return { fetch: losesAnswers }
  },
  run: (app) => app.purchase('coins_100'),
  check: expectAllPaid,
}

const twoTaps: Scenario = {
  name: 'that is tapped twice',
  run: async (app) => {
    const [first, second] = await Promise.all([app.purchase('coins_100'), app.purchase('coins_100')])
    expect(second).toEqual(first)
  },
  check: async (world) => {
    expect(world.device.store.openedSheets(), world.context).toBeLessThanOrEqual(1)
    await expectAllPaid(world)
  },
}

const queuedTransaction: Scenario = {
  name: 'during which a transaction of an earlier one is replayed',
  prepare: async (world) => {
    await leaveOpenSheet(world)
    await sellKept(world)
  },
  options: ({ device: { store } }) => {
    // The store has it in its queue until the sheet is open.
    const bridge = store.createBridge()
    let isOpen = false
    const hiding: Bridge = {
      ...bridge,
      connect: (onTransaction) =>
        bridge.connect((transaction) => (isOpen ? onTransaction(transaction) : undefined)),
      unfinished: async (tokens) => (isOpen ? bridge.unfinished(tokens) : []),
      open: (request) => {
        isOpen = true
        store.replay()
        return bridge.open(request)
      },
    }
    return { bridge: hiding }
  },
  run: async (app, { device, context }) => {
    const result = await app.purchase('coins_100')
    expect(result, context).toMatchObject({ status: 'paid' })
    expect(device.store.sales(), context).toBe(2)
    const updates = device.updates.filter(({ purchaseId }) => purchaseId === result.purchaseId)
    expect(updates, context).toEqual([])
  },
  check: expectAllPaid,
}

const afterLogout: Scenario = {
  name: 'whose player has logged out when its transaction arrives',
  prepare: async (world) => {
    await leaveOpenSheet(world)
    await sellKept(world)
  },
  options: ({ other }) => ({ player: other }),
  run: async (app, { device }) => {
    await app.reprocess()
    device.store.replay()
    await app.reprocess()
  },
  check: async (world) => {
    const { device, other, start, gameServer, context } = world
    const app = start({ player: other })
    expect(await app.reprocess(), context).toEqual([])
    expect(await app.unconsumedPayments(), context).toEqual([])
    expect(device.updates, context).toEqual([])
    expect(await listPayments(gameServer, other), context).toEqual([])
    await expectAllPaid(world)
  },
}

const killedBeforeLogout: Scenario = {
  name: 'that another player finds in the store after it was killed',
  run: (app, { device }) => {
    device.store.script({ outcome: 'PAY_BY_EVENT' })
    return app.purchase('coins_100')
  },
  check: async (world) => {
    const { device, other, start, gameServer, context } = world
    const earlierUpdates = device.updates.length
    expect(await start({ player: other }).reprocess(), context).toEqual([])
    expect(device.updates.length, context).toBe(earlierUpdates)
    expect(await listPayments(gameServer, other), context).toEqual([])
    await expectAllPaid(world)
  },
}

const sharedAccount: Scenario = {
  name: 'of another player with the same store account',
  prepare: async ({ device, other, start }) => {
    const bridge = { ...device.store.createBridge(), finish: async () => undefined }
    const bought = await start({ player: other, bridge }).purchase('coins_100')
    expect(bought).toMatchObject({ status: 'paid' })
  },
  run: (app) => app.reprocess(),
  check: async ({ player, other, start, gameServer, context }) => {
    const errors: string[] = []
    const app = start({ onError: ({ code }) => errors.push(code) })
    expect(await app.reprocess(), context).toEqual([])
    expect(errors, context).toContain('RECEIPT_USER_MISMATCH')
    expect(await app.unconsumedPayments(), context).toEqual([])
    expect(await listPayments(gameServer, player), context).toEqual([])
    expect(await listPayments(gameServer, other), context).toHaveLength(1)
  },
}

const alreadyOwned: Scenario = {
  name: 'of an item that the store says is owned',
  prepare: async ({ device }) => {
    await device.store.sell(accountless)
    device.store.script({ outcome: 'ALREADY_OWNED' }, { outcome: 'PAY' })
  },
  // The store reports what is owned only when it is asked.
  options: ({ device }) => ({
    bridge: { ...device.store.createBridge(), connect: async () => undefined },
  }),
  run: async (app, { context }) => {
    expect(await app.purchase('coins_100'), context).toMatchObject({ status: 'paid' })
  },
  check: expectAllPaid,
}

const offerCode: Scenario = {
  name: 'by an offer code in the app of the store',
  prepare: async ({ device }) => {
    await device.store.sell(accountless)
  },
  run: (app) => app.reprocess(),
  check: expectAllPaid,
}

const otherItem: Scenario = {
  name: 'whose sheet sells another item',
  run: async (app, { device, context }) => {
    device.store.script({ outcome: 'PAY', otherProductId: toStoreProductId('coins_500') })
    expect(await app.purchase('coins_100'), context).toMatchObject({ status: 'unknown' })
  },
  options: () => ({ timeouts: { sheetMs: 10_000, reportMs: 10 } }),
  // The request of the player stays open until its end.
  expires: true,
  check: async (world) => {
    const { player, gameServer, context } = world
    await expectAllPaid(world)
    for (const { itemId } of await listPayments(gameServer, player)) expect(itemId, context).toBe('coins_500')
  },
}

const brokenSheets = (['THROW', 'HANG'] as const).map((outcome): Scenario => ({
  name: `whose bridge does ${outcome}`,
  options: () => ({ timeouts: shortWaits }),
  run: async (app, { device, context }) => {
    device.store.script({ outcome })
    expect(await app.purchase('coins_100'), context).toMatchObject({ status: 'unknown' })
  },
  check: async (world) => {
    const [entry] = await readEntries(world.device)
    // The store took the money although nobody heard of it.
    if (typeof entry?.accountToken === 'string') await sellKept(world)
    await expectAllPaid(world)
  },
}))

/** What may happen to purchases, except that the store charges the player at once, later or not at all. */
export const killScenarios: readonly Scenario[] = [
  refusedByParent,
  lateAnswers,
  twoTaps,
  queuedTransaction,
  afterLogout,
  killedBeforeLogout,
  sharedAccount,
  alreadyOwned,
  offerCode,
  otherItem,
  ...brokenSheets,
]
