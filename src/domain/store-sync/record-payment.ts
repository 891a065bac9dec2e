import { isUniqueViolation } from '../../db/errors.ts'
import type { OperatorAction } from '../../db/queries/audit-log.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import type { ItemRow } from '../../db/queries/items.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import type { ImportedState, PaymentRecord, RecordedPayment } from '../../db/queries/insert-payment-record.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { StoreTransaction } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { RefundSource } from '../models.ts'
import { toStoredSale } from './sale-reference.ts'
import { getDeadlineMilestones, nextDailyCheckAt } from './acknowledgement-policy.ts'
import { buildPurchase } from './build-purchase.ts'
import type { Buyer } from './check-transaction.ts'

export type { ImportedState }

export type VerifiedSale = {
  readonly buyer: Buyer
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  readonly idempotencyRecord: IdempotencyRecord | null
  /** The operator action that records the payment; absent if no operator does. */
  readonly action?: OperatorAction | null
  readonly item: ItemRow
  /** The purchase whose account token the transaction has. */
  readonly reservedPurchase: PurchaseRow | null
  /** What caused the reading of the sale. */
  readonly source: RefundSource
  /** Whether an app submitted the receipt; otherwise only the store reported the sale. */
  readonly isSubmitted: boolean
  /** The number of the store reading that verified the sale; null if it was verified by a receipt. */
  readonly readVersion: bigint | null
  /** The state of a purchase that another server delivered; absent for every other sale. */
  readonly imported?: ImportedState
}

/** Records a verified sale as a payment; null if another call recorded it, or used its purchase, in the meantime. */
export async function recordPayment(ctx: AppContext, sale: VerifiedSale): Promise<RecordedPayment | null> {
  try {
    return await ctx.paymentRecorder.record(buildPaymentRecord(ctx, sale))
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
  const acknowledgementStatus = initialAcknowledgementStatus(ctx, sale, consumable)
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
      ownership: transaction.ownership,
      priceMicros: price?.amountMicros ?? null,
      currencyCode: price?.currencyCode ?? null,
      quantity,
      countryCode: transaction.countryCode ?? null,
      offerKind: transaction.offer?.kind ?? null,
      purchaseOptionId: transaction.offer?.purchaseOptionId ?? null,
      offerId: transaction.offer?.offerId ?? null,
      paidAt,
      verifiedAt: ctx.clock(),
      submittedAt: sale.isSubmitted ? ctx.clock() : null,
      acknowledgementStatus,
    },
    purchase: selectPurchaseToFulfill(ctx, sale),
    eventId: newUuid(),
    receipt: { id: newUuid(), source: sale.source, raw: transaction.raw },
    sale: toStoredSale(ctx, store, transaction.reference),
    readVersion: sale.readVersion,
    acknowledgement:
      acknowledgementStatus === 'PENDING'
        ? {
            deadlineAt: transaction.acknowledgement.deadlineAt,
            storeAcknowledged: transaction.acknowledgement.acknowledged,
            // An imported payment without events is unknown to the sequencer, so the job recovery enqueues its job.
            nextAttemptAt:
              sale.imported === undefined ? firstAcknowledgementAt(ctx, transaction) : ctx.clock(),
          }
        : null,
    idempotency: idempotencyRecord,
    imported: sale.imported ?? null,
    action: sale.action ?? null,
  }
}

/**
 * The app may have acknowledged the sale at the store itself. A shared sale is acknowledged for its buyer, and what an app does at a store
 * that does not report it is never known.
 */
function initialAcknowledgementStatus(
  { app }: AppContext,
  { traits, transaction: { acknowledgement, ownership } }: VerifiedSale,
  consumable: boolean,
): 'NOT_REQUIRED' | 'PENDING' | 'ACKNOWLEDGED' {
  if (!traits.needsAcknowledgement || ownership === 'SHARED') return 'NOT_REQUIRED'
  const isByClient = app.row.acknowledgeBy === 'CLIENT'
  if (isByClient && !traits.reportsAcknowledgement) return 'NOT_REQUIRED'
  const isDone = consumable && !isByClient ? acknowledgement.consumed : acknowledgement.acknowledged
  return isDone ? 'ACKNOWLEDGED' : 'PENDING'
}

/** If a new payment is already due, the sequencer enqueues the job when it assigns the position of the event. */
function firstAcknowledgementAt(ctx: AppContext, transaction: StoreTransaction): Date {
  const { deadlineAt } = transaction.acknowledgement
  return deadlineAt === null
    ? nextDailyCheckAt(ctx.clock())
    : getDeadlineMilestones(transaction.paidAt, deadlineAt).warnAt
}

/** The purchase that was paid: the one with the transaction's account token, else the one that the caller names, else a new one. */
function selectPurchaseToFulfill(
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
    return { reserved: candidate }
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
