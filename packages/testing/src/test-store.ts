import type { StoreName, TestEmulator } from './emulator.ts'
import { isSubscription, toSalePath } from './sale-path.ts'
import { sell, type SoldSubscription, type StoreRecord } from './sell.ts'
import type { TestReceipt } from './test-receipt.ts'

/** How a payment sheet ends. */
export type SheetBehavior =
  /** The player pays. A sheet without a script does this. */
  | 'PAY'
  /** The player pays later, for example in cash or after a parent has approved: `complete` or `giveUp` decides. */
  | 'PAY_LATER'
  /** The player pays, and the store refunds it before the app gets the receipt. */
  | 'PAY_AND_REFUND'
  /** The player pays, and the app does not hear of it until it asks the store again. */
  | 'PAY_UNREPORTED'
  | 'CANCEL'
  | 'DECLINE'
  /** The bridge throws, as with a billing service that is disconnected. */
  | 'FAIL'
  /** The sheet never ends. */
  | 'HANG'

export type TestTransaction = {
  readonly id: string
  readonly productId: string
  readonly accountToken: string | null
  readonly state: 'PAID' | 'PENDING'
  readonly receipt: TestReceipt
}

export type TestSheetRequest = { readonly productId: string; readonly accountToken: string }

export type TestSheetResult =
  | { readonly kind: 'TRANSACTION'; readonly transaction: TestTransaction }
  | { readonly kind: 'PENDING' | 'CANCELED' | 'CLOSED' }
  | { readonly kind: 'FAILED'; readonly code: 'PAYMENT_DECLINED'; readonly message: string }

/** The `bridge` of the SDK. */
export type TestBridge = {
  readonly store: StoreName
  readonly connect: (onTransaction: (transaction: TestTransaction) => void) => Promise<void>
  readonly products: (
    productIds: readonly string[],
  ) => Promise<
    readonly { readonly productId: string; readonly displayPrice: string; readonly title: string }[]
  >
  readonly open: (request: TestSheetRequest) => Promise<TestSheetResult>
  readonly unfinished: () => Promise<readonly TestTransaction[]>
  readonly finish: (transaction: { readonly id: string }) => Promise<void>
}

/** A sale at the store. */
export type Sale = { readonly id: string; readonly productId: string; readonly accountToken: string | null }

/** One account of a player at a store, which outlives the app. */
export type TestStore = {
  /** The bridge for one start of the app. Events go to the one that was created last. */
  readonly createBridge: () => TestBridge
  /** How the next payment sheets end, in their order. */
  readonly script: (...behaviors: readonly SheetBehavior[]) => void
  /** All sales, pending ones too, oldest first. */
  readonly sales: () => readonly Sale[]
  /** Number of payment sheets that were opened. */
  readonly openedSheets: () => number
  /** The pending sale is paid, by default the newest sale. The store reports it to the app and to the server. */
  readonly complete: (saleId?: string) => Promise<void>
  /** The pending sale is never paid. */
  readonly giveUp: (saleId?: string) => Promise<void>
  /** The store refunds the sale in full; of a subscription the period that runs, whose access ends. */
  readonly refund: (saleId?: string) => Promise<void>
  /** The player turns the renewal of a subscription off; the access lasts until its end. */
  readonly cancelRenewal: (saleId?: string) => Promise<void>
  /** From now on the renewals of a subscription are declined: it gets into its grace period, then on hold. */
  readonly declinePayments: (saleId?: string) => Promise<void>
  /** The player repairs the payment method, and a renewal that waits for it is charged. */
  readonly acceptPayments: (saleId?: string) => Promise<void>
}

export type CreateStoreOptions = {
  /** The price that the store shows for every product. Default `₩1,200`. */
  readonly displayPrice?: string
}

type State = {
  readonly store: StoreName
  readonly control: TestEmulator['control']
  readonly subscriptions: readonly SoldSubscription[]
  readonly displayPrice: string
  readonly behaviors: SheetBehavior[]
  readonly sales: Sale[]
  /** Sales that the app has finished on the device. */
  readonly finished: Set<string>
  listener: ((transaction: TestTransaction) => void) | null
  openedCount: number
}

/** What the account of a player is created with. */
export type TestStoreContext = {
  readonly emulator: TestEmulator
  readonly store: StoreName
  readonly subscriptions: readonly SoldSubscription[]
}

export function createTestStore(
  { emulator: { control }, store, subscriptions }: TestStoreContext,
  { displayPrice = '₩1,200' }: CreateStoreOptions,
): TestStore {
  const state: State = {
    store,
    control,
    subscriptions,
    displayPrice,
    behaviors: [],
    sales: [],
    finished: new Set(),
    listener: null,
    openedCount: 0,
  }
  const change = (verb: string) => async (saleId?: string) => {
    await changeSale(state, verb, saleId)
  }
  return {
    createBridge: () => createBridge(state),
    script: (...behaviors) => void state.behaviors.push(...behaviors),
    sales: () => state.sales,
    openedSheets: () => state.openedCount,
    complete: async (saleId) => {
      const transaction = await readTransaction(state, await changeSale(state, 'complete', saleId))
      if (transaction !== null) state.listener?.(transaction)
    },
    giveUp: change('give-up'),
    refund: change('refund'),
    cancelRenewal: change('cancel'),
    declinePayments: change('decline-payments'),
    acceptPayments: change('accept-payments'),
  }
}

/** What happens to a sale, by default to the newest one. The names are those of subscriptions. */
async function changeSale({ sales, control }: State, verb: string, saleId?: string): Promise<Sale> {
  const sale = saleId === undefined ? sales.at(-1) : sales.find(({ id }) => id === saleId)
  if (sale === undefined) throw new Error('The store has no such sale.')
  const ofPurchase: Readonly<Record<string, string>> = {
    complete: 'complete',
    'give-up': 'cancel',
    refund: 'refund',
  }
  const name = isSubscription(sale.id) ? verb : ofPurchase[verb]
  if (name === undefined) throw new Error('The sale is no subscription.')
  const hasBody = isSubscription(sale.id) || name === 'refund'
  await control('POST', `${toSalePath(sale.id)}/${name}`, hasBody ? {} : undefined)
  return sale
}

function createBridge(state: State): TestBridge {
  const listUnfinished = async () => {
    const transactions = await Promise.all(state.sales.map((sale) => readTransaction(state, sale)))
    return transactions.filter((transaction) => transaction !== null)
  }
  return {
    store: state.store,
    connect: async (onTransaction) => {
      state.listener = onTransaction
      for (const transaction of await listUnfinished()) onTransaction(transaction)
    },
    products: async (productIds) =>
      productIds.map((productId) => ({ productId, displayPrice: state.displayPrice, title: productId })),
    open: (request) => openSheet(state, request),
    unfinished: listUnfinished,
    finish: async ({ id }) => {
      // The server finishes the sales of the other stores.
      if (state.store === 'APP_STORE' || state.store === 'TEST_STORE') state.finished.add(id)
    },
  }
}

async function openSheet(state: State, request: TestSheetRequest): Promise<TestSheetResult> {
  state.openedCount += 1
  const behavior = state.behaviors.shift() ?? 'PAY'
  switch (behavior) {
    case 'CANCEL':
      return { kind: 'CANCELED' }
    case 'DECLINE':
      return { kind: 'FAILED', code: 'PAYMENT_DECLINED', message: 'The payment was declined.' }
    case 'FAIL':
      throw new Error('The billing service is disconnected.')
    case 'HANG':
      return new Promise(() => undefined)
    case 'PAY':
    case 'PAY_LATER':
    case 'PAY_AND_REFUND':
    case 'PAY_UNREPORTED':
      return sellBySheet(state, behavior, request)
  }
}

async function sellBySheet(
  state: State,
  behavior: SheetBehavior,
  { productId, accountToken }: TestSheetRequest,
): Promise<TestSheetResult> {
  const { store, control, subscriptions } = state
  const outcome = behavior === 'PAY_LATER' ? 'PENDING' : 'PAID'
  const { id, receipt } = await sell({ control }, subscriptions, { store, productId, accountToken, outcome })
  state.sales.push({ id, productId, accountToken })
  if (behavior === 'PAY_AND_REFUND') await control('POST', `${toSalePath(id)}/refund`, {})
  if (behavior === 'PAY_UNREPORTED') return { kind: 'CLOSED' }
  if (receipt === null) return { kind: 'PENDING' }
  return {
    kind: 'TRANSACTION',
    transaction: { id, productId, accountToken, state: outcome, receipt },
  }
}

/** What the store still reports about a sale; null once it is finished. */
async function readTransaction(state: State, sale: Sale): Promise<TestTransaction | null> {
  if (state.finished.has(sale.id)) return null
  const record = await state.control<StoreRecord>('GET', toSalePath(sale.id))
  const { state: stateAtStore, receipt } = record
  if (receipt === null || isOver(record)) return null
  return { ...sale, state: stateAtStore === 'PENDING' ? 'PENDING' : 'PAID', receipt }
}

const endedStates = ['PENDING_CANCELED', 'EXPIRED', 'REVOKED']

/** Whether the app has nothing to do any more: it was given up, consumed or, a subscription, acknowledged. */
const isOver = ({ id, state, consumed = false, acknowledgedAt = null }: StoreRecord) =>
  isSubscription(id)
    ? acknowledgedAt !== null || endedStates.includes(state)
    : consumed || state === 'CANCELED'
