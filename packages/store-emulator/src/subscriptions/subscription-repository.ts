import { EmulatorError } from '../emulator-error.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { RevisionCounter } from '../revision-counter.ts'
import type { Subscription, SubscriptionDraft, SubscriptionStore } from './subscription.ts'

export type SubscriptionFilter = { store?: SubscriptionStore; accountToken?: string }

/** All subscriptions, in memory. Records are replaced, never changed in place. */
export type SubscriptionRepository = {
  /** Throws when the store has the maximum number. */
  assertSpace: (store: SubscriptionStore) => void
  add: (draft: SubscriptionDraft) => Subscription
  replace: (changed: Subscription) => Subscription
  get: (id: string) => Subscription | undefined
  findByToken: (store: SubscriptionStore, token: string) => Subscription | undefined
  /** By the id of a period, or by its order id. */
  findByPeriod: (
    store: SubscriptionStore,
    environment: StoreEnvironment,
    id: string,
  ) => Subscription | undefined
  /** Oldest first. */
  listByStore: (store: SubscriptionStore) => Subscription[]
  listByCustomer: (
    store: SubscriptionStore,
    environment: StoreEnvironment,
    customerId: string,
  ) => Subscription[]
  listFamily: (ownerId: string) => Subscription[]
  /** Newest first; `before` is the sequence of the last subscription of the previous page. */
  listPage: (
    filter: SubscriptionFilter,
    first: number,
    before: number,
  ) => { subscriptions: Subscription[]; hasMore: boolean }
  /** The longest unchanged first; `after` is the revision of the last subscription of the previous page. */
  listChanges: (first: number, after: number) => { subscriptions: Subscription[]; hasMore: boolean }
  clear: () => void
}

type Options = {
  savedSubscriptions: readonly Subscription[]
  /** For each store. */
  maxSubscriptions: number
  revisions: RevisionCounter
  persist: (subscription: Subscription) => void
}

export function createSubscriptionRepository(options: Options): SubscriptionRepository {
  const { savedSubscriptions, maxSubscriptions, revisions, persist } = options
  const records = new Map<string, Subscription>()
  const index = createIndex(records)
  let nextSequence = 0
  for (const saved of savedSubscriptions.toSorted((a, b) => a.sequence - b.sequence)) {
    index.put(saved)
    nextSequence = saved.sequence + 1
    revisions.continueAfter(Math.max(saved.revision, ...saved.periods.map(({ revision }) => revision)))
  }

  const save = (changed: Subscription, before: Subscription | undefined): Subscription => {
    const saved = withRevisions(changed, before, revisions)
    persist(saved)
    index.put(saved)
    return saved
  }

  const assertSpace = (store: SubscriptionStore): void => {
    if (index.countOf(store) < maxSubscriptions) return
    const message = `the emulator stores at most ${String(maxSubscriptions)} subscriptions of a store; DELETE /control/purchases removes them`
    throw new EmulatorError(507, 'TOO_MANY_SUBSCRIPTIONS', message)
  }

  return {
    assertSpace,
    add: (draft) => {
      assertSpace(draft.store)
      const sequence = nextSequence
      nextSequence += 1
      return save({ ...draft, sequence, revision: 0 }, undefined)
    },
    replace: (changed) => save(changed, records.get(changed.id)),
    get: (id) => records.get(id),
    findByToken: (store, token) => index.find([store, token]),
    findByPeriod: (store, environment, id) => index.find([store, environment, id]),
    listByStore: (store) => [...records.values()].filter((each) => each.store === store),
    listByCustomer: (...key) => index.listByCustomer(key),
    listFamily: (ownerId) => [...records.values()].filter(({ familyOwnerId }) => familyOwnerId === ownerId),
    listPage: (filter, first, before) => selectPage([...records.values()], filter, first, before),
    listChanges: (first, after) => selectChanges([...records.values()], first, after),
    clear: index.clear,
  }
}

function createIndex(records: Map<string, Subscription>) {
  const idsByKey = new Map<string, string>()
  const idsByCustomer = new Map<string, Set<string>>()
  const counts = new Map<SubscriptionStore, number>()
  const toKey = (parts: readonly string[]): string => parts.join('\n')
  const get = (id: string | undefined): Subscription | undefined =>
    id === undefined ? undefined : records.get(id)
  return {
    put: (subscription: Subscription): void => {
      const { id, store, environment, token, customerId, periods } = subscription
      if (!records.has(id)) counts.set(store, (counts.get(store) ?? 0) + 1)
      records.set(id, subscription)
      if (token !== '') idsByKey.set(toKey([store, token]), id)
      for (const period of periods) {
        idsByKey.set(toKey([store, environment, period.id]), id)
        idsByKey.set(toKey([store, environment, period.orderId]), id)
      }
      const customer = toKey([store, environment, customerId])
      idsByCustomer.set(customer, (idsByCustomer.get(customer) ?? new Set()).add(id))
    },
    find: (key: readonly string[]) => get(idsByKey.get(toKey(key))),
    listByCustomer: (key: readonly string[]) =>
      [...(idsByCustomer.get(toKey(key)) ?? [])].map(get).filter((found) => found !== undefined),
    countOf: (store: SubscriptionStore) => counts.get(store) ?? 0,
    clear: () => {
      records.clear()
      idsByKey.clear()
      idsByCustomer.clear()
      counts.clear()
    },
  }
}

/** A period gets a revision when it is new or has changed. */
function withRevisions(
  changed: Subscription,
  before: Subscription | undefined,
  revisions: RevisionCounter,
): Subscription {
  const known = new Set(before?.periods)
  const periods = changed.periods.map((period) =>
    known.has(period) ? period : { ...period, revision: revisions.next() },
  )
  return { ...changed, periods, revision: revisions.next() }
}

function selectPage(
  subscriptions: readonly Subscription[],
  { store, accountToken }: SubscriptionFilter,
  first: number,
  before: number,
): { subscriptions: Subscription[]; hasMore: boolean } {
  const matching = subscriptions
    .toReversed()
    .filter(
      (each) =>
        each.sequence < before &&
        (store === undefined || each.store === store) &&
        (accountToken === undefined || each.accountToken?.toLowerCase() === accountToken.toLowerCase()),
    )
  return { subscriptions: matching.slice(0, first), hasMore: matching.length > first }
}

function selectChanges(
  subscriptions: readonly Subscription[],
  first: number,
  after: number,
): { subscriptions: Subscription[]; hasMore: boolean } {
  const changed = subscriptions
    .filter(({ revision }) => revision > after)
    .sort((a, b) => a.revision - b.revision)
  return { subscriptions: changed.slice(0, first), hasMore: changed.length > first }
}
