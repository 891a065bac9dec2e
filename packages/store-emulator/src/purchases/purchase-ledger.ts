import { EmulatorError } from '../emulator-error.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment, StoreName } from './purchase.ts'

/** Which purchases a page of the list shows. */
export type LedgerFilter = { store?: StoreName; accountToken?: string }

export type ChangeWatcher = (after: Purchase, before: Purchase | undefined) => void

/** All purchases, in memory. Records are replaced, never changed in place. */
export class PurchaseLedger {
  readonly #limit: number
  readonly #onChange: (purchase: Purchase) => void
  readonly #watchers: ChangeWatcher[] = []
  #purchases: Purchase[] = []
  readonly #positions = new Map<string, number>()
  readonly #byTransaction = new Map<string, string>()
  readonly #byOrder = new Map<string, string>()
  readonly #byToken = new Map<string, string>()
  readonly #byCustomer = new Map<string, string[]>()
  readonly #apps = new Set<string>()
  #revision = 0
  #sequence = 0

  constructor(saved: Purchase[], limit: number, onChange: (purchase: Purchase) => void) {
    this.#limit = limit
    this.#onChange = onChange
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
    this.#onChange(purchase)
    this.#sequence += 1
    this.#revision += 1
    this.#insert(purchase)
    this.#tell(purchase, undefined)
    return purchase
  }

  replace(changed: Purchase): Purchase {
    const position = this.#positions.get(changed.id)
    if (position === undefined) throw new Error(`no purchase ${changed.id}`)
    const before = this.#purchases[position]
    const purchase = { ...changed, revision: this.#revision + 1 }
    this.#onChange(purchase)
    this.#revision += 1
    this.#purchases[position] = purchase
    this.#indexIds(purchase)
    this.#tell(purchase, before)
    return purchase
  }

  get(id: string): Purchase | undefined {
    const position = this.#positions.get(id)
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
  hasApp(store: StoreName, appId: string): boolean {
    return this.#apps.has(indexKey([store, appId]))
  }

  /** All of a store, oldest first. */
  *listByStore(store: StoreName): Generator<Purchase> {
    for (const purchase of this.#purchases) if (purchase.store === store) yield purchase
  }

  /** Calls back after each change; `before` is undefined for a new purchase. */
  watch(watcher: ChangeWatcher): void {
    this.#watchers.push(watcher)
  }

  listByCustomer(store: StoreName, environment: StoreEnvironment, customerId: string): Purchase[] {
    const ids = this.#byCustomer.get(indexKey([store, environment, customerId])) ?? []
    return ids.map((id) => this.get(id)).filter((purchase) => purchase !== undefined)
  }

  /** Newest first; `before` is the sequence of the last purchase on the page before. */
  page(filter: LedgerFilter, first: number, before: number): { purchases: Purchase[]; hasMore: boolean } {
    const found: Purchase[] = []
    for (let position = this.#purchases.length - 1; position >= 0; position -= 1) {
      const purchase = this.#purchases[position]
      if (purchase === undefined || purchase.sequence >= before || !matches(purchase, filter)) continue
      if (found.length === first) return { purchases: found, hasMore: true }
      found.push(purchase)
    }
    return { purchases: found, hasMore: false }
  }

  /** Numbers go on after this: a page cursor or a revision of before never matches something new. */
  clear(): void {
    this.#purchases = []
    for (const index of [
      this.#positions,
      this.#byTransaction,
      this.#byOrder,
      this.#byToken,
      this.#byCustomer,
      this.#apps,
    ])
      index.clear()
  }

  #insert(purchase: Purchase): void {
    this.#positions.set(purchase.id, this.#purchases.length)
    this.#purchases.push(purchase)
    this.#apps.add(indexKey([purchase.store, purchase.appId]))
    const customer = indexKey([purchase.store, purchase.environment, purchase.customerId])
    const siblings = this.#byCustomer.get(customer)
    if (siblings === undefined) this.#byCustomer.set(customer, [purchase.id])
    else siblings.push(purchase.id)
    this.#indexIds(purchase)
  }

  #tell(after: Purchase, before: Purchase | undefined): void {
    for (const watcher of this.#watchers) watcher(after, before)
  }

  #indexIds({ id, store, environment, transactionId, orderId, purchaseToken }: Purchase): void {
    if (purchaseToken !== undefined) this.#byToken.set(indexKey([store, purchaseToken]), id)
    if (transactionId !== undefined)
      this.#byTransaction.set(indexKey([store, environment, transactionId]), id)
    if (orderId !== undefined) this.#byOrder.set(indexKey([store, environment, orderId]), id)
  }

  #find(index: Map<string, string>, parts: string[]): Purchase | undefined {
    const id = index.get(indexKey(parts))
    return id === undefined ? undefined : this.get(id)
  }
}

function matches(purchase: Purchase, filter: LedgerFilter): boolean {
  return (
    (filter.store === undefined || purchase.store === filter.store) &&
    (filter.accountToken === undefined ||
      purchase.accountToken?.toLowerCase() === filter.accountToken.toLowerCase())
  )
}

function indexKey(parts: string[]): string {
  return parts.join('\n')
}
