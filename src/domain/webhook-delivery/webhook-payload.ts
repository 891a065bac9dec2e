import type { EventRow } from '../../db/queries/events.ts'
import { selectEntitlementsByIds } from '../../db/queries/entitlements.ts'
import { selectItemsByIds } from '../../db/queries/items.ts'
import { selectPaymentsByIds, type PaymentRow } from '../../db/queries/payments.ts'
import { selectPurchasesByIds, type PurchaseRow } from '../../db/queries/purchases.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import { encodeId } from '../../platform/ids.ts'
import { formatMicros } from '../../platform/money.ts'
import type { AppContext } from '../context.ts'
import { encodeEventCursor } from '../event/event-cursor.ts'

type ExternalIds = {
  readonly users: ReadonlyMap<string, string>
  readonly items: ReadonlyMap<string, string>
}

/**
 * The request bodies of these events, in the same order: the event, and the current state of its purchase and payment. A body
 * never contains a purchase token; a receiver that wants to consume queries it.
 */
export async function buildPayloads(ctx: AppContext, events: readonly EventRow[]): Promise<string[]> {
  const { db } = ctx
  const { appId } = ctx.app
  const [entitlements, purchases, payments] = await Promise.all([
    selectEntitlementsByIds(db, appId, unique(events.flatMap(({ entitlementId }) => entitlementId ?? []))),
    selectPurchasesByIds(db, appId, unique(events.flatMap(({ purchaseId }) => purchaseId ?? []))),
    selectPaymentsByIds(db, appId, unique(events.flatMap(({ paymentId }) => paymentId ?? []))),
  ])
  const rowsWithOwner = [...purchases, ...payments]
  const [users, items] = await Promise.all([
    selectUsersByIds(db, appId, unique([...rowsWithOwner, ...events].flatMap(({ userId }) => userId ?? []))),
    selectItemsByIds(db, appId, unique(rowsWithOwner.map(({ itemId }) => itemId))),
  ])
  const externalIds = { users: toExternalIds(users), items: toExternalIds(items) }
  const purchaseById = new Map(purchases.map((row) => [row.id, row]))
  const keyById = new Map(entitlements.map(({ id, key }) => [id, key]))
  const paymentById = new Map(payments.map((row) => [row.id, row]))
  return events.map((event) => {
    const purchase = event.purchaseId === null ? null : (purchaseById.get(event.purchaseId) ?? null)
    const payment = event.paymentId === null ? null : (paymentById.get(event.paymentId) ?? null)
    return JSON.stringify({
      id: encodeId('evt', event.id),
      cursor: encodeEventCursor(event),
      type: event.type,
      occurredAt: event.occurredAt,
      previousStatus: event.previousStatus,
      status: event.status,
      store: event.store,
      subscriptionId: event.subscriptionId === null ? null : encodeId('sub', event.subscriptionId),
      reason: event.reason,
      purchaseId: event.purchaseId === null ? null : encodeId('pur', event.purchaseId),
      purchase: purchase === null ? null : toPurchasePayload(purchase, externalIds),
      payment: payment === null ? null : toPaymentPayload(payment, externalIds),
      entitlement: toEntitlementPayload(event, keyById, externalIds),
    })
  })
}

/** Whose entitlement changed; null for another event. */
function toEntitlementPayload(
  { userId, entitlementId }: EventRow,
  keys: ReadonlyMap<string, string>,
  { users }: ExternalIds,
) {
  if (userId === null || entitlementId === null) return null
  return { key: keys.get(entitlementId) ?? null, userId: users.get(userId) ?? null }
}

function toPurchasePayload({ id, status, userId, itemId }: PurchaseRow, { users, items }: ExternalIds) {
  return {
    id: encodeId('pur', id),
    status,
    userId: users.get(userId) ?? null,
    itemId: items.get(itemId) ?? null,
  }
}

function toPaymentPayload(payment: PaymentRow, { users, items }: ExternalIds) {
  const { priceMicros, currencyCode } = payment
  return {
    id: encodeId('pay', payment.id),
    status: payment.status,
    userId: users.get(payment.userId) ?? null,
    itemId: items.get(payment.itemId) ?? null,
    quantity: payment.quantity,
    environment: payment.environment,
    storeTransactionId: payment.storeTransactionId,
    storeOrderId: payment.storeOrderId,
    price: priceMicros === null ? null : { amount: formatMicros(priceMicros), currencyCode },
    paidAt: payment.paidAt,
    completedAt: payment.completedAt,
    refundedAt: payment.refundedAt,
    refundedQuantity: payment.refundedQuantity,
  }
}

function toExternalIds(rows: readonly { readonly id: string; readonly externalId: string }[]) {
  return new Map(rows.map(({ id, externalId }) => [id, externalId]))
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
