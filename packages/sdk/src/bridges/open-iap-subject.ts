import type { Purchase, PurchaseAndroid, PurchaseIOS } from 'react-native-iap'
import type { BridgeSubject, BridgeAbility, ProvenSale, ScriptedSheet } from '../bridge-tests/bridge-test.ts'
import type { Bridge, Receipt } from './bridge.ts'
import type { OpenIapError, OpenIapModule } from './open-iap-module.ts'

type PlatformStore = 'APP_STORE' | 'GOOGLE_PLAY'

const productIds = ['coins_100', 'coins_500'] as const

/** What the store keeps about a sale. `token` is the proof that the app receives. */
type Sale = ProvenSale & { readonly token: string; readonly isFinished: boolean }

/** The store of a device behind the module, which outlives the app. */
export type OpenIapStore = {
  /** A module for one start of the app. Events go to the one that was created last. */
  readonly createModule: () => OpenIapModule<Purchase>
  readonly script: (...sheets: readonly ScriptedSheet[]) => void
  readonly sell: (productId: string) => void
  readonly replay: () => void
  readonly endPending: (state: 'PAID' | null) => void
  readonly findSale: (token: string) => Sale | null
  readonly fail: (error: OpenIapError) => void
}

type State = {
  readonly store: PlatformStore
  sales: readonly Sale[]
  saleCount: number
  readonly sheets: ScriptedSheet[]
  emit: { readonly purchase: (purchase: Purchase) => void; readonly error: (error: OpenIapError) => void }
}

export function createOpenIapStore(store: PlatformStore): OpenIapStore {
  const state: State = {
    store,
    sales: [],
    saleCount: 0,
    sheets: [],
    emit: { purchase: () => undefined, error: () => undefined },
  }
  return {
    createModule: () => createModule(state),
    script: (...sheets) => void state.sheets.push(...sheets),
    sell: (productId) => void addSale(state, { productId, accountToken: null, state: 'PAID' }),
    replay: () => listPurchases(state).forEach((purchase) => state.emit.purchase(purchase)),
    endPending: (paid) => {
      state.sales = state.sales.flatMap((sale) => {
        if (sale.state === 'PAID') return [sale]
        return paid === null ? [] : [{ ...sale, state: paid }]
      })
    },
    findSale: (token) => state.sales.find((sale) => sale.token === token) ?? null,
    fail: (error) => state.emit.error(error),
  }
}

function createModule(state: State): OpenIapModule<Purchase> {
  // As in the real module, adding the same function again changes nothing, and removing it once removes it.
  const purchaseListeners = new Set<(purchase: Purchase) => void>()
  const errorListeners = new Set<(error: OpenIapError) => void>()
  const add = <Listener>(listeners: Set<Listener>, listener: Listener) => {
    listeners.add(listener)
    return { remove: () => void listeners.delete(listener) }
  }
  return {
    purchaseUpdatedListener: (listener) => add(purchaseListeners, listener),
    purchaseErrorListener: (listener) => add(errorListeners, listener),
    initConnection: async () => {
      state.emit = {
        purchase: (purchase) => purchaseListeners.forEach((listener) => listener(purchase)),
        error: (error) => errorListeners.forEach((listener) => listener(error)),
      }
      // What is queued is reported before the promise is fulfilled.
      listPurchases(state).forEach(state.emit.purchase)
      return true
    },
    fetchProducts: async ({ skus }) =>
      productIds.filter((id) => skus.includes(id)).map((id) => ({ id, displayPrice: '₩1,200', title: id })),
    requestPurchase: async ({ request: { apple, google } }) => {
      const accountToken = state.store === 'APP_STORE' ? apple.appAccountToken : google.obfuscatedAccountId
      return buy(state, { productId: apple.sku, accountToken })
    },
    getAvailablePurchases: async () => (state.store === 'APP_STORE' ? [] : listPurchases(state)),
    getPendingTransactionsIOS: async () => {
      if (state.store !== 'APP_STORE') throw new Error('This is not iOS.')
      return listPurchases(state)
    },
    finishTransaction: async ({ purchase }) => {
      const sale = state.sales.find(
        ({ token, isFinished }) => token === purchase.purchaseToken && !isFinished,
      )
      if (sale === undefined) throw toError('item-not-owned', purchase.productId)
      state.sales = state.sales.map((each) => (each === sale ? { ...each, isFinished: true } : each))
    },
  }
}

const errorCodes = {
  CANCEL: 'user-cancelled',
  DECLINE: 'user-error',
  ALREADY_OWNED: 'already-owned',
  UNAVAILABLE: 'sku-not-found',
  OFFLINE: 'network-error',
  BREAK: 'unknown',
} as const

/** Reports what was bought by events; the promise says nothing more than that the sheet has opened. */
async function buy(
  state: State,
  request: { readonly productId: string; readonly accountToken: string },
): Promise<null> {
  const sheet = state.sheets.shift() ?? 'PAY'
  if (sheet === 'STAY_OPEN') return null
  if (sheet in errorCodes) {
    const error = toError(errorCodes[sheet as keyof typeof errorCodes], request.productId)
    state.emit.error(error)
    throw error
  }
  if (sheet === 'PAY_LATER') {
    const pending = addSale(state, { ...request, state: 'PENDING' })
    if (state.store === 'APP_STORE') state.emit.error(toError('deferred-payment', request.productId))
    else state.emit.purchase(toPurchase(state.store, pending))
    return null
  }
  const other = { productId: productIds[1], accountToken: null }
  const sale = addSale(state, { ...(sheet === 'PAY_OTHER' ? other : request), state: 'PAID' })
  const reportCount = sheet === 'PAY_SILENTLY' ? 0 : sheet === 'PAY_REPEATEDLY' ? 3 : 1
  for (let count = 0; count < reportCount; count += 1) state.emit.purchase(toPurchase(state.store, sale))
  return null
}

const toError = (code: string, productId: string): OpenIapError & Error =>
  Object.assign(new Error(`The sheet failed: ${code}.`), { code, productId })

function addSale(state: State, sale: Omit<ProvenSale, 'id'>): Sale {
  state.saleCount += 1
  const added = { ...sale, id: `${state.saleCount}`, token: `proof-${state.saleCount}`, isFinished: false }
  state.sales = [...state.sales, added]
  return added
}

/** The App Store has no transaction for a payment that is not approved yet. */
const listPurchases = ({ sales, store }: State): readonly Purchase[] =>
  sales
    .filter(({ isFinished, state }) => !isFinished && (store === 'GOOGLE_PLAY' || state === 'PAID'))
    .map((sale) => toPurchase(store, sale))

function toPurchase(store: PlatformStore, { id, productId, accountToken, state, token }: Sale): Purchase {
  const common = {
    productId,
    purchaseState: state === 'PAID' ? ('purchased' as const) : ('pending' as const),
    purchaseToken: token,
    ...{ quantity: 1, isAutoRenewing: false, transactionDate: 0 },
  }
  const apple: PurchaseIOS = {
    ...common,
    id,
    transactionId: id,
    store: 'apple',
    // Swift writes UUIDs in upper case.
    appAccountToken: accountToken?.toUpperCase() ?? null,
  }
  const google: PurchaseAndroid = {
    ...common,
    // A pending purchase has no order id.
    id: state === 'PAID' ? `GPA.${id}` : '',
    store: 'google',
    packageNameAndroid: 'com.example.arcade',
    obfuscatedAccountIdAndroid: accountToken,
  }
  return store === 'APP_STORE' ? apple : google
}

const abilities: readonly BridgeAbility[] = [
  ...(Object.keys(errorCodes) as (keyof typeof errorCodes)[]),
  ...(['PAY', 'PAY_REPEATEDLY', 'PAY_SILENTLY', 'PAY_LATER', 'PAY_OTHER', 'STAY_OPEN'] as const),
  ...(['EVENTS', 'PRODUCTS', 'SELL'] as const),
]

/** A bridge to a scripted double of the modules react-native-iap and expo-iap, as a subject of tests. */
export const openIapSubject = (
  store: PlatformStore,
  createBridge: (module: OpenIapModule<Purchase>) => Bridge,
  finishes: boolean,
): BridgeSubject => ({
  abilities: finishes ? [...abilities, 'FINISH'] : abilities,
  productIds,
  createStore: () => {
    const double = createOpenIapStore(store)
    const find = ({ appStore, googlePlay }: Receipt) =>
      double.findSale(appStore?.signedTransaction ?? googlePlay?.purchaseToken ?? '')
    return {
      startApp: () => createBridge(double.createModule()),
      script: double.script,
      readReceipt: find,
      isFinished: ({ receipt }) => find(receipt)?.isFinished ?? false,
      sell: async (productId) => double.sell(productId),
      replay: double.replay,
      complete: () => double.endPending('PAID'),
      drop: () => double.endPending(null),
    }
  },
})
