import { EmulatorError } from '../emulator-error.ts'
import type { RevisionCounter } from '../revision-counter.ts'
import { createPurchaseIndex } from './purchase-index.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment, StoreName } from './purchase.ts'

export type PurchaseFilter = { store?: StoreName; accountToken?: string }

/** `before` is undefined for a new purchase. */
export type PurchaseListener = (after: Purchase, before: Purchase | undefined) => void

export type PurchasePage = { purchases: Purchase[]; hasMore: boolean }

type FindById = (store: StoreName, environment: StoreEnvironment, id: string) => Purchase | undefined

/** All purchases, in memory. Records are replaced, never changed in place. */
export type PurchaseRepository = {
  add: (draft: PurchaseDraft) => Purchase
  replace: (changed: Purchase) => Purchase
  get: (id: string) => Purchase | undefined
  findByTransactionId: FindById
  findByOrderId: FindById
  findByPurchaseToken: (store: StoreName, purchaseToken: string) => Purchase | undefined
  /** Whether any purchase of this app exists. */
  hasPurchasesOfApp: (store: StoreName, appId: string) => boolean
  /** Oldest first. */
  listByStore: (store: StoreName) => Iterable<Purchase>
  /** Oldest first. */
  listByCustomer: (store: StoreName, environment: StoreEnvironment, customerId: string) => Purchase[]
  /** Newest first; `before` is the sequence of the last purchase of the previous page. */
  listPage: (filter: PurchaseFilter, first: number, before: number) => PurchasePage
  /** Calls the listener after each change. */
  subscribe: (listener: PurchaseListener) => void
  /** Sequences and revisions continue, so that an old page cursor or revision never matches a new purchase. */
  clear: () => void
}

export type PurchaseRepositoryOptions = {
  savedPurchases: readonly Purchase[]
  maxPurchases: number
  revisions: RevisionCounter
  /** Called with each new or changed purchase before it becomes visible. */
  persist: (purchase: Purchase) => void
}

export function createPurchaseRepository(options: PurchaseRepositoryOptions): PurchaseRepository {
  const records = createPurchaseRecords(options)
  const { index, get } = records
  const getById = (id: string | undefined): Purchase | undefined => (id === undefined ? undefined : get(id))
  return {
    add: records.add,
    replace: records.replace,
    get,
    findByTransactionId: (...key) => getById(index.byTransactionId.get(key)),
    findByOrderId: (...key) => getById(index.byOrderId.get(key)),
    findByPurchaseToken: (...key) => getById(index.byPurchaseToken.get(key)),
    hasPurchasesOfApp: (...key) => index.byAppId.get(key) !== undefined,
    *listByStore(store) {
      for (const purchase of records.list()) if (purchase.store === store) yield purchase
    },
    listByCustomer: (...key) =>
      (index.byCustomerId.get(key) ?? []).map(get).filter((purchase) => purchase !== undefined),
    listPage: (filter, first, before) => selectPage(records.list(), filter, first, before),
    subscribe: records.subscribe,
    clear: records.clear,
  }
}

type PurchaseRecords = Pick<PurchaseRepository, 'add' | 'replace' | 'get' | 'subscribe' | 'clear'> & {
  index: ReturnType<typeof createPurchaseIndex>
  list: () => readonly Purchase[]
}

function createPurchaseRecords(options: PurchaseRepositoryOptions): PurchaseRecords {
  const { savedPurchases, maxPurchases, revisions, persist } = options
  const purchases: Purchase[] = []
  const positions = new Map<string, number>()
  const index = createPurchaseIndex()
  const listeners: PurchaseListener[] = []
  let nextSequence = 0

  const insert = (purchase: Purchase): void => {
    positions.set(purchase.id, purchases.length)
    purchases.push(purchase)
    index.add(purchase)
    nextSequence = purchase.sequence + 1
    revisions.continueAfter(purchase.revision)
  }
  for (const purchase of savedPurchases.toSorted((a, b) => a.sequence - b.sequence)) insert(purchase)

  return {
    index,
    list: () => purchases,
    get: (id) => purchases[positions.get(id) ?? -1],
    add: (draft) => {
      if (purchases.length >= maxPurchases) throw tooManyPurchases(maxPurchases)
      const purchase = { ...draft, sequence: nextSequence, revision: revisions.next() }
      persist(purchase)
      insert(purchase)
      for (const listener of listeners) listener(purchase, undefined)
      return purchase
    },
    replace: (changed) => {
      const position = positions.get(changed.id)
      if (position === undefined) throw new Error(`purchase ${changed.id} does not exist`)
      const before = purchases[position]
      const purchase = { ...changed, revision: revisions.next() }
      persist(purchase)
      purchases[position] = purchase
      index.update(purchase)
      for (const listener of listeners) listener(purchase, before)
      return purchase
    },
    subscribe: (listener) => {
      listeners.push(listener)
    },
    clear: () => {
      purchases.length = 0
      positions.clear()
      index.clear()
    },
  }
}

function selectPage(
  purchases: readonly Purchase[],
  filter: PurchaseFilter,
  first: number,
  before: number,
): PurchasePage {
  const page: Purchase[] = []
  for (let position = purchases.length - 1; position >= 0; position -= 1) {
    const purchase = purchases[position]
    if (purchase === undefined || purchase.sequence >= before || !matchesFilter(purchase, filter)) continue
    if (page.length === first) return { purchases: page, hasMore: true }
    page.push(purchase)
  }
  return { purchases: page, hasMore: false }
}

function matchesFilter(purchase: Purchase, { store, accountToken }: PurchaseFilter): boolean {
  return (
    (store === undefined || purchase.store === store) &&
    (accountToken === undefined || purchase.accountToken?.toLowerCase() === accountToken.toLowerCase())
  )
}

function tooManyPurchases(maxPurchases: number): EmulatorError {
  return new EmulatorError(
    507,
    'TOO_MANY_PURCHASES',
    `the emulator stores at most ${String(maxPurchases)} purchases; DELETE /control/purchases removes them`,
  )
}
