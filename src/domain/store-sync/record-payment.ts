import { isUniqueViolation } from '../../db/errors.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import type { ItemRow } from '../../db/queries/items.ts'
import { selectPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import {
  insertPaymentRecord as insertPayment,
  type PaymentRecord,
  type RecordedPayment,
} from '../../db/queries/insert-payment-record.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { StoreTransaction } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import { toStoredSale } from './sale-reference.ts'
import { nextDailyCheckAt } from '../acknowledgement/plan-acknowledgement.ts'
import { getDeadlineMilestones } from './acknowledgement-policy.ts'
import type { Buyer } from '../purchase/find-buyer.ts'
import { buildPurchase } from '../purchase/request-purchase.ts'

export type VerifiedSale = {
  readonly buyer: Buyer
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  readonly idempotencyRecord: IdempotencyRecord | null
  readonly item: ItemRow
  /** The purchase that the store's account token names. */
  readonly reservedPurchase: PurchaseRow | null
  /** By the app, whose receipt it is; otherwise only the store has told of it. */
  readonly isSubmitted: boolean
  /** The number of the reading that proved it; null where none was drawn. */
  readonly readVersion: bigint | null
}

/** Records a proven sale as a payment; null if another call recorded it, or took its reservation, in the meantime. */
export async function recordPayment(
  ctx: AppContext,
  sale: VerifiedSale,
): Promise<(RecordedPayment & { readonly purchase: PurchaseRow }) | null> {
  try {
    const recorded = await insertPayment(ctx.db, buildPaymentRecord(ctx, sale))
    if (recorded === null) return null
    const purchase = await selectPurchase(ctx.db, ctx.app.appId, recorded.payment.purchaseId)
    return purchase === null ? null : { ...recorded, purchase }
  } catch (error) {
    if (isUniqueViolation(error)) return null
    throw error
  }
}

function buildPaymentRecord(ctx: AppContext, sale: VerifiedSale): PaymentRecord {
  const { buyer, store, transaction, idempotencyRecord, item } = sale
  const { environment, storeTransactionId, lineItem, storeOrderId, quantity, paidAt, price } = transaction
  const { appId } = ctx.app
  const consumable = item.type === 'CONSUMABLE' || item.type === 'CONSUMABLE_AUTO_RENEWABLE'
  const acknowledgementStatus = initialAcknowledgementStatus(sale, consumable)
  return {
    payment: {
      appId,
      id: newUuid(),
      userId: buyer.user.id,
      itemId: item.id,
      consumable,
      store,
      environment,
      storeTransactionId,
      lineItem,
      storeOrderId,
      priceMicros: price?.amountMicros ?? null,
      currencyCode: price?.currencyCode ?? null,
      quantity,
      paidAt,
      verifiedAt: ctx.clock(),
      submittedAt: sale.isSubmitted ? ctx.clock() : null,
      acknowledgementStatus,
    },
    purchase: choosePurchase(ctx, sale),
    eventId: newUuid(),
    receipt: { id: newUuid(), raw: transaction.raw },
    sale: toStoredSale(ctx, store, transaction.reference),
    readVersion: sale.readVersion,
    acknowledgement:
      acknowledgementStatus === 'PENDING'
        ? {
            deadlineAt: transaction.acknowledgement.deadlineAt,
            storeAcknowledged: transaction.acknowledgement.acknowledged,
            nextAttemptAt: firstAcknowledgementAt(ctx, transaction),
          }
        : null,
    idempotency: idempotencyRecord,
  }
}

/** The app may have told the store by itself. */
function initialAcknowledgementStatus(
  { traits, transaction: { acknowledgement } }: VerifiedSale,
  consumable: boolean,
): 'NOT_REQUIRED' | 'PENDING' | 'ACKNOWLEDGED' {
  if (!traits.needsAcknowledgement) return 'NOT_REQUIRED'
  return (consumable ? acknowledgement.consumed : acknowledgement.acknowledged) ? 'ACKNOWLEDGED' : 'PENDING'
}

/** If a new payment is already due, the sequencer enqueues the job when it assigns the position of the event. */
function firstAcknowledgementAt(ctx: AppContext, transaction: StoreTransaction): Date {
  const { deadlineAt } = transaction.acknowledgement
  return deadlineAt === null
    ? nextDailyCheckAt(ctx.clock())
    : getDeadlineMilestones(transaction.paidAt, deadlineAt).warnAt
}

/** The store's account token says which reservation was paid; else the caller's word does; else one is made. */
function choosePurchase(
  ctx: AppContext,
  { buyer, store, transaction, item, reservedPurchase }: VerifiedSale,
): PaymentRecord['purchase'] {
  const candidate = reservedPurchase ?? buyer.purchase
  if (
    candidate !== null &&
    candidate.status !== 'VERIFIED' &&
    candidate.itemId === item.id &&
    candidate.store === store
  ) {
    return { reservedId: candidate.id }
  }
  const newPurchase = buildPurchase(ctx, {
    userId: buyer.user.id,
    itemId: item.id,
    store,
    storeProductId: transaction.storeProductId,
    developerPayload: null,
  })
  return { created: newPurchase }
}
