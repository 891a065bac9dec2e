import { EmulatorError } from '../emulator-error.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment, StoreName } from './purchase.ts'

/** Which purchases a page of the list shows. */
export type PurchaseFilter = { store?: StoreName; accountToken?: string }

export type PurchaseListener = (after: Purchase, before: Purchase | undefined) => void

/** All purchases, in memory. Records are replaced, never changed in place. */
export class PurchaseRepository {
  readonly #limit: number
  readonly #persist: (purchase: Purchase) => void
  readonly #listeners: PurchaseListener[] = []
  #purchases: Purchase[] = []
  readonly #indexById = new Map<string, number>()
  readonly #byTransaction = new Map<string, string>()
  readonly #byOrder = new Map<string, string>()
  readonly #byToken = new Map<string, string>()
  readonly #byCustomer = new Map<string, string[]>()
  readonly #appIds = new Set<string>()
  #revision = 0
  #sequence = 0

  constructor(saved: Purchase[], limit: number, onChange: (purchase: Purchase) => void) {
    this.#limit = limit
    this.#persist = onChange
    for (const purchase of saved.toSorted((a, b) => a.sequence - b.sequence)) {
      this.#insert(purchase)
      this.#sequence = purchase.sequence + 1
      this.#revision = Math.max(this.#revision, purchase.revision)
    }
  }

  add(draft: PurchaseDraft): Purchase {
    if (this.#purchases.length >= this.#limit) {
      const message = `the emulator keeps at most ${String(this.#limit)} purchases: DELETE /control/purchases empties it`
      throw new EmulatorError(507, 'TOO_MANY_PURCHASES', message)
    }
    const purchase = { ...draft, sequence: this.#sequence, revision: this.#revision + 1 }
    this.#persist(purchase)
    this.#sequence += 1
    this.#revision += 1
    this.#insert(purchase)
    this.#notifyListeners(purchase, undefined)
    return purchase
  }

  replace(changed: Purchase): Purchase {
    const position = this.#indexById.get(changed.id)
    if (position === undefined) throw new Error(`no purchase ${changed.id}`)
    const before = this.#purchases[position]
    const purchase = { ...changed, revision: this.#revision + 1 }
    this.#persist(purchase)
    this.#revision += 1
    this.#purchases[position] = purchase
    this.#indexIds(purchase)
    this.#notifyListeners(purchase, before)
    return purchase
  }

  get(id: string): Purchase | undefined {
    const position = this.#indexById.get(id)
    return position === undefined ? undefined : this.#purchases[position]
  }

  findByTransactionId(
    store: StoreName,
    environment: StoreEnvironment,
    transactionId: string,
  ): Purchase | undefined {
    return this.#find(this.#byTransaction, [store, environment, transactionId])
  }

  findByOrderId(store: StoreName, environment: StoreEnvironment, orderId: string): Purchase | undefined {
    return this.#find(this.#byOrder, [store, environment, orderId])
  }

  findByPurchaseToken(store: StoreName, purchaseToken: string): Purchase | undefined {
    return this.#find(this.#byToken, [store, purchaseToken])
  }

  /** Whether anything was ever bought in this app. */
  hasPurchasesOfApp(store: StoreName, appId: string): boolean {
    return this.#appIds.has(toIndexKey([store, appId]))
  }

  /** All of a store, oldest first. */
  *listByStore(store: StoreName): Generator<Purchase> {
    for (const purchase of this.#purchases) if (purchase.store === store) yield purchase
  }

  /** Calls back after each change; `before` is undefined for a new purchase. */
  subscribe(watcher: PurchaseListener): void {
    this.#listeners.push(watcher)
  }

  listByCustomer(store: StoreName, environment: StoreEnvironment, customerId: string): Purchase[] {
    const ids = this.#byCustomer.get(toIndexKey([store, environment, customerId])) ?? []
    return ids.map((id) => this.get(id)).filter((purchase) => purchase !== undefined)
  }

  /** Newest first; `before` is the sequence of the last purchase on the page before. */
  listPage(
    filter: PurchaseFilter,
    first: number,
    before: number,
  ): { purchases: Purchase[]; hasMore: boolean } {
    const found: Purchase[] = []
    for (let position = this.#purchases.length - 1; position >= 0; position -= 1) {
      const purchase = this.#purchases[position]
      if (purchase === undefined || purchase.sequence >= before || !matchesFilter(purchase, filter)) continue
      if (found.length === first) return { purchases: found, hasMore: true }
      found.push(purchase)
    }
    return { purchases: found, hasMore: false }
  }

  /** Numbers go on after this: a page cursor or a revision of before never matches something new. */
  clear(): void {
    this.#purchases = []
    for (const index of [
      this.#indexById,
      this.#byTransaction,
      this.#byOrder,
      this.#byToken,
      this.#byCustomer,
      this.#appIds,
    ])
      index.clear()
  }

  #insert(purchase: Purchase): void {
    this.#indexById.set(purchase.id, this.#purchases.length)
    this.#purchases.push(purchase)
    this.#appIds.add(toIndexKey([purchase.store, purchase.appId]))
    const customer = toIndexKey([purchase.store, purchase.environment, purchase.customerId])
    const siblings = this.#byCustomer.get(customer)
    if (siblings === undefined) this.#byCustomer.set(customer, [purchase.id])
    else siblings.push(purchase.id)
    this.#indexIds(purchase)
  }

  #notifyListeners(after: Purchase, before: Purchase | undefined): void {
    for (const watcher of this.#listeners) watcher(after, before)
  }

  #indexIds({ id, store, environment, transactionId, orderId, purchaseToken }: Purchase): void {
    if (purchaseToken !== undefined) this.#byToken.set(toIndexKey([store, purchaseToken]), id)
    if (transactionId !== undefined)
      this.#byTransaction.set(toIndexKey([store, environment, transactionId]), id)
    if (orderId !== undefined) this.#byOrder.set(toIndexKey([store, environment, orderId]), id)
  }

  #find(index: Map<string, string>, parts: string[]): Purchase | undefined {
    const id = index.get(toIndexKey(parts))
    return id === undefined ? undefined : this.get(id)
  }
}

function matchesFilter(purchase: Purchase, filter: PurchaseFilter): boolean {
  return (
    (filter.store === undefined || purchase.store === filter.store) &&
    (filter.accountToken === undefined ||
      purchase.accountToken?.toLowerCase() === filter.accountToken.toLowerCase())
  )
}

function toIndexKey(parts: string[]): string {
  return parts.join('\n')
}
