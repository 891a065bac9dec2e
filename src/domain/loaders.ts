import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/client.ts'
import { findConsumesOfPayments, type ConsumeRow } from '../db/queries/consumes.ts'
import { findEvents, findEventsOfPayments, type EventRow } from '../db/queries/events.ts'
import { findItems, findStoreProducts, type ItemRow, type StoreProductRow } from '../db/queries/items.ts'
import { findPayments, findPaymentsOfPurchases, type PaymentRow } from '../db/queries/payments.ts'
import { findPurchases, type PurchaseRow } from '../db/queries/purchases.ts'
import { findRefundsOfPayments, type RefundRow } from '../db/queries/refunds.ts'
import { findAcknowledgements } from '../db/queries/acknowledgements.ts'
import { findUsers, type UserRow } from '../db/queries/users.ts'
import type { AcknowledgementRow } from './models.ts'
import { maxPageSize } from './page.ts'

/** Reads by id that come together into one statement. Nothing is remembered: a stream lives long, and states move on. */
export type Loaders = {
  readonly users: Loader<UserRow | null>
  readonly events: Loader<EventRow | null>
  readonly items: Loader<ItemRow | null>
  readonly storeProducts: Loader<readonly StoreProductRow[]>
  readonly purchases: Loader<PurchaseRow | null>
  readonly payments: Loader<PaymentRow | null>
  readonly paymentOfPurchase: Loader<PaymentRow | null>
  readonly consumeOfPayment: Loader<ConsumeRow | null>
  readonly acknowledgementOfPayment: Loader<AcknowledgementRow | null>
  /** Oldest first; the newest hundred. */
  readonly eventsOfPayment: Loader<readonly EventRow[]>
  /** Newest first; the newest hundred. */
  readonly refundsOfPayment: Loader<readonly RefundRow[]>
}

type Loader<Value> = { load: (id: string) => Promise<Value> }

/** The loaders of an AppKey, which all of its requests and subscribers in this process share. */
export type LoaderDirectory = (appId: string) => Loaders

export function createLoaderDirectory(db: Db): LoaderDirectory {
  const known = new LRUCache<string, Loaders>({ max: 1_000 })
  return (appId) => {
    const loaders = known.get(appId) ?? createLoaders(db, appId)
    known.set(appId, loaders)
    return loaders
  }
}

/** Ids in one statement. */
const maxBatchSize = 500

function createLoaders(db: Db, appId: string): Loaders {
  return {
    users: one(
      (ids) => findUsers(db, appId, ids),
      ({ id }) => id,
    ),
    events: one(
      (ids) => findEvents(db, appId, ids),
      ({ id }) => id,
    ),
    items: one(
      (ids) => findItems(db, appId, ids),
      ({ id }) => id,
    ),
    storeProducts: many(
      (ids) => findStoreProducts(db, appId, ids),
      ({ itemId }) => itemId,
    ),
    purchases: one(
      (ids) => findPurchases(db, appId, ids),
      ({ id }) => id,
    ),
    payments: one(
      (ids) => findPayments(db, appId, ids),
      ({ id }) => id,
    ),
    paymentOfPurchase: one(
      (ids) => findPaymentsOfPurchases(db, appId, ids),
      ({ purchaseId }) => purchaseId,
    ),
    consumeOfPayment: one(
      (ids) => findConsumesOfPayments(db, appId, ids),
      ({ paymentId }) => paymentId,
    ),
    acknowledgementOfPayment: one(
      (ids) => findAcknowledgements(db, appId, ids),
      ({ paymentId }) => paymentId,
    ),
    eventsOfPayment: many(
      (ids) => findEventsOfPayments(db, appId, ids, maxPageSize),
      ({ paymentId }) => paymentId,
    ),
    refundsOfPayment: many(
      (ids) => findRefundsOfPayments(db, appId, ids, maxPageSize),
      ({ paymentId }) => paymentId,
    ),
  }
}

function one<Row>(
  read: (ids: readonly string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): Loader<Row | null> {
  return new DataLoader<string, Row | null>(
    async (ids) => {
      const rows = new Map((await read(ids)).map((row) => [keyOf(row), row]))
      return ids.map((id) => rows.get(id) ?? null)
    },
    { cache: false, maxBatchSize },
  )
}

function many<Row>(
  read: (ids: readonly string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string | null,
): Loader<readonly Row[]> {
  return new DataLoader<string, readonly Row[]>(
    async (ids) => {
      const groups = Map.groupBy(await read(ids), keyOf)
      return ids.map((id) => groups.get(id) ?? [])
    },
    { cache: false, maxBatchSize },
  )
}
