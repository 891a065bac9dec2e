import type { BridgeSubject, BridgeAbility, ProvenSale, ScriptedSheet } from '../bridge-tests/bridge-test.ts'
import type { Bridge, Receipt } from './bridge.ts'
import { createFakeStore, type FakeSheet } from './fake-store.ts'

const productIds = ['coins_100', 'coins_500'] as const

const sheets: Readonly<Record<ScriptedSheet, FakeSheet>> = {
  PAY: { outcome: 'PAY' },
  PAY_REPEATEDLY: { outcome: 'PAY', events: 3 },
  PAY_SILENTLY: { outcome: 'PAY_SILENTLY' },
  PAY_LATER: { outcome: 'PAY_LATER' },
  PAY_OTHER: { outcome: 'PAY', otherProductId: productIds[1] },
  CANCEL: { outcome: 'CANCEL' },
  DECLINE: { outcome: 'DECLINE' },
  ALREADY_OWNED: { outcome: 'ALREADY_OWNED' },
  UNAVAILABLE: { outcome: 'UNAVAILABLE' },
  OFFLINE: { outcome: 'OFFLINE' },
  STAY_OPEN: { outcome: 'STAY_OPEN' },
  BREAK: { outcome: 'THROW' },
}

const abilities: readonly BridgeAbility[] = [
  ...(Object.keys(sheets) as ScriptedSheet[]),
  ...(['EVENTS', 'FINISH', 'PRODUCTS', 'SELL'] as const),
]

/** The fake store as a subject of tests; each start of an app may have a bridge that is changed. */
export const fakeStoreSubject = (change: (bridge: Bridge) => Bridge = (bridge) => bridge): BridgeSubject => ({
  abilities,
  productIds,
  createStore: () => {
    const sales = new Map<string, ProvenSale>()
    let saleCount = 0
    const store = createFakeStore({
      productIds,
      sell: async ({ productId, accountToken, outcome }) => {
        saleCount += 1
        const id = `sale-${saleCount}`
        sales.set(id, { id, productId, accountToken, state: outcome })
        return { id, receipt: { testStore: { receipt: id } } }
      },
    })
    const endPending = (end: (id: string) => void) => {
      for (const { id, state } of store.unfinished()) if (state === 'PENDING') end(id)
    }
    return {
      startApp: () => change(store.createBridge()),
      script: (...scripted) => store.script(...scripted.map((sheet) => sheets[sheet])),
      readReceipt: ({ testStore }: Receipt) => sales.get(testStore?.receipt ?? '') ?? null,
      isFinished: ({ id }) => store.unfinished().every((transaction) => transaction.id !== id),
      sell: async (productId) => {
        await store.sell({ productId, accountToken: null, outcome: 'PAID' })
      },
      replay: store.replay,
      complete: () =>
        endPending((id) => {
          store.complete(id)
          sales.set(id, { ...(sales.get(id) as ProvenSale), state: 'PAID' })
        }),
      drop: () => endPending(store.drop),
    }
  },
})
