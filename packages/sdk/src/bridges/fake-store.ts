import type { Store } from '../core/known-values.ts'
import { delay, systemSchedule, type Schedule } from '../core/time.ts'
import type { Bridge, FinishOutcome, Receipt, SheetRequest, SheetResult, StoreTransaction } from './bridge.ts'

/** How a payment sheet of the fake store behaves. */
export type FakeSheet = {
  readonly outcome:
    /** Takes the money and returns the transaction. */
    | 'PAY'
    /** Takes the money; the sheet ends without a result, and an event reports the transaction. */
    | 'PAY_BY_EVENT'
    /** Takes the money, and neither the sheet nor an event reports it. */
    | 'PAY_SILENTLY'
    /** The player pays later: `complete` takes the money. */
    | 'PAY_LATER'
    /** The player closes the sheet. */
    | 'CANCEL'
    | 'DECLINE'
    | 'ALREADY_OWNED'
    /** The store does not sell the product. */
    | 'UNAVAILABLE'
    /** The store cannot be reached. */
    | 'OFFLINE'
    /** The player does nothing, until nobody waits for the sheet any longer. */
    | 'STAY_OPEN'
    /** The bridge throws. */
    | 'THROW'
    /** The bridge never answers. */
    | 'HANG'
  /** How long the sheet is open. Default 0. */
  readonly openMs?: number
  /** How often an event reports the transaction, also after the sheet has returned it. Default 1 for PAY_BY_EVENT, else 0. */
  readonly events?: number
  /** Another product than the requested one is sold, for no account. */
  readonly otherProductId?: string
  /** Whether the store returns the account token. Default true. */
  readonly returnsAccountToken?: boolean
}

/** What the fake store sells, and how it proves it. */
export type FakeSale = {
  readonly productId: string
  readonly accountToken: string | null
  readonly outcome: 'PAID' | 'PENDING'
}

/** How a fake store sells. */
export type FakeStoreOptions = {
  /** Default TEST_STORE. */
  readonly store?: Store
  /** The products that the store sells. Default: each one that is asked for. */
  readonly productIds?: readonly string[]
  /** Creates the transaction of a sale. Default: a receipt that no server accepts. */
  readonly sell?: (sale: FakeSale) => Promise<{ readonly id: string; readonly receipt: Receipt }>
  /** Acknowledges or consumes a sale at its store, where the outcome says that the device has to. Default: does nothing. */
  readonly confirm?: (transaction: StoreTransaction, outcome: FinishOutcome) => Promise<void>
  /** Default: the timers of the platform. */
  readonly schedule?: Schedule
}

/** A store in memory, which outlives the clients that are connected to it, as a real store outlives an app. */
export type FakeStore = {
  /** A bridge for one start of the app. Events go to the bridge that was created last. */
  readonly createBridge: () => Bridge
  /** The next sheets, in their order. A sheet without a script is PAY. */
  readonly script: (...sheets: readonly FakeSheet[]) => void
  /** Transactions that are not finished, pending ones too. */
  readonly unfinished: () => readonly StoreTransaction[]
  /** Number of sheets that were opened. */
  readonly openedSheets: () => number
  /** Number of sales, pending ones too. */
  readonly sales: () => number
  /** Makes a sale that no sheet of this app began, for example by an offer code. */
  readonly sell: (sale: FakeSale) => Promise<StoreTransaction>
  /** Reports every unfinished transaction again, as stores do at start. */
  readonly replay: () => void
  /** The pending sale is paid, with another receipt if one is given. */
  readonly complete: (id: string, receipt?: Receipt) => void
  /** The pending sale is given up. */
  readonly drop: (id: string) => void
}

type State = {
  readonly options: FakeStoreOptions
  readonly sheets: FakeSheet[]
  transactions: readonly StoreTransaction[]
  listener: ((transaction: StoreTransaction) => void) | null
  openedCount: number
  saleCount: number
}

/**
 * Creates a store in memory for the tests of an app.
 *
 * @example
 * ```ts
 * import { createCoinslot } from '@coinslot/sdk'
 * import { createFakeStore } from '@coinslot/sdk/bridges'
 *
 * const store = createFakeStore()
 * store.script({ outcome: 'CANCEL' })
 * const shop = createCoinslot({ url, appKey, userToken, bridge: store.createBridge() })
 * const { status } = await shop.purchase('coins_100')
 * ```
 */
export function createFakeStore(options: FakeStoreOptions = {}): FakeStore {
  const state: State = {
    options,
    sheets: [],
    transactions: [],
    listener: null,
    openedCount: 0,
    saleCount: 0,
  }
  const replace = (id: string, change: (transaction: StoreTransaction) => StoreTransaction[]) => {
    state.transactions = state.transactions.flatMap((each) => (each.id === id ? change(each) : [each]))
  }
  return {
    createBridge: () => createBridge(state),
    script: (...sheets) => void state.sheets.push(...sheets),
    unfinished: () => state.transactions,
    openedSheets: () => state.openedCount,
    sales: () => state.saleCount,
    sell: (sale) => sell(state, sale),
    replay: () => state.transactions.forEach((transaction) => state.listener?.(transaction)),
    complete: (id, receipt) =>
      replace(id, (pending) => [{ ...pending, state: 'PAID', receipt: receipt ?? pending.receipt }]),
    drop: (id) => replace(id, () => []),
  }
}

function createBridge(state: State): Bridge {
  const { store = 'TEST_STORE', productIds: sold } = state.options
  return {
    store,
    connect: async (onTransaction) => {
      state.listener = onTransaction
      for (const transaction of state.transactions) onTransaction(transaction)
    },
    products: async (productIds) =>
      productIds
        .filter((productId) => sold?.includes(productId) ?? true)
        .map((productId) => ({ productId, displayPrice: '₩1,200', title: productId })),
    open: async (request) => openSheet(state, request),
    unfinished: async () => state.transactions,
    finish: async (transaction, outcome) => {
      const { id } = transaction
      if (outcome.confirmAtStore) await state.options.confirm?.(transaction, outcome)
      state.transactions = state.transactions.filter((each) => each.id !== id)
    },
  }
}

async function openSheet(state: State, request: SheetRequest): Promise<SheetResult> {
  const sheet = state.sheets.shift() ?? { outcome: 'PAY' }
  state.openedCount += 1
  await delay(state.options.schedule ?? systemSchedule, sheet.openMs ?? 0, request.signal)
  switch (sheet.outcome) {
    case 'CANCEL':
      return { kind: 'CANCELED' }
    case 'DECLINE':
      return { kind: 'FAILED', code: 'PAYMENT_DECLINED', message: 'The card was declined.' }
    case 'ALREADY_OWNED':
      return { kind: 'FAILED', code: 'ALREADY_OWNED', message: 'The item is owned already.' }
    case 'UNAVAILABLE':
      return { kind: 'FAILED', code: 'ITEM_UNAVAILABLE', message: 'The product is not sold.' }
    case 'OFFLINE':
      return { kind: 'FAILED', code: 'STORE_NETWORK_ERROR', message: 'The store cannot be reached.' }
    case 'STAY_OPEN':
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve))
      return { kind: 'CLOSED' }
    case 'THROW':
      throw new Error('The billing service is disconnected.')
    case 'HANG':
      return new Promise(() => undefined)
    case 'PAY':
    case 'PAY_BY_EVENT':
    case 'PAY_SILENTLY':
    case 'PAY_LATER':
      return pay(state, sheet, request)
  }
}

async function pay(state: State, sheet: FakeSheet, request: SheetRequest): Promise<SheetResult> {
  const { outcome, otherProductId, returnsAccountToken = true } = sheet
  const transaction = await sell(state, {
    productId: otherProductId ?? request.productId,
    accountToken: otherProductId === undefined ? request.accountToken : null,
    outcome: outcome === 'PAY_LATER' ? 'PENDING' : 'PAID',
  })
  const reported = returnsAccountToken ? transaction : { ...transaction, accountToken: null }
  if (!returnsAccountToken) {
    state.transactions = state.transactions.map((each) => (each.id === transaction.id ? reported : each))
  }
  const events = sheet.events ?? (outcome === 'PAY_BY_EVENT' ? 1 : 0)
  for (let event = 0; event < events; event += 1) state.listener?.(reported)
  if (outcome === 'PAY' || outcome === 'PAY_LATER') return { kind: 'TRANSACTION', transaction: reported }
  return { kind: 'CLOSED' }
}

async function sell(state: State, sale: FakeSale): Promise<StoreTransaction> {
  state.saleCount += 1
  const { id, receipt } = await (state.options.sell ?? createFakeSale)(sale)
  const { productId, accountToken, outcome } = sale
  const transaction: StoreTransaction = { id, productId, accountToken, state: outcome, receipt }
  state.transactions = [...state.transactions, transaction]
  return transaction
}

let fakeIds = 0

async function createFakeSale({ productId }: FakeSale) {
  fakeIds += 1
  const id = `fake-${fakeIds}`
  return { id, receipt: { testStore: { receipt: `${id}:${productId}` } } }
}
