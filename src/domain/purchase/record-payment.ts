import { isUniqueViolation } from '../../db/errors.ts'
import type { IdempotencyClaim } from '../../db/queries/idempotency-keys.ts'
import type { ItemRow } from '../../db/queries/items.ts'
import { findPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import {
  recordPayment as insertPayment,
  type PaymentRecord,
  type RecordedPayment,
} from '../../db/queries/record-payment.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits } from '../../stores/contract.ts'
import type { StoreTransaction } from '../../stores/sale-contract.ts'
import type { AppContext } from '../context.ts'
import { keepSale } from '../sale/sale-reference.ts'
import { idleUntil } from '../acknowledgement/plan-acknowledgement.ts'
import { isAcknowledgementDue, milestonesOf } from '../acknowledgement/acknowledgement-policy.ts'
import type { Buyer } from './buyer.ts'
import { makePurchase } from './request-purchase.ts'

export type ProvenSale = {
  readonly buyer: Buyer
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  readonly claim: IdempotencyClaim | null
  readonly item: ItemRow
  /** The purchase that the store's account token names. */
  readonly bound: PurchaseRow | null
  /** By the app, whose receipt it is; otherwise only the store has told of it. */
  readonly isSubmitted: boolean
  /** The number of the reading that proved it; null where none was drawn. */
  readonly read: bigint | null
}

/** Records a proven sale as a payment; null if another call recorded it, or took its reservation, in the meantime. */
export async function recordPayment(
  ctx: AppContext,
  sale: ProvenSale,
): Promise<(RecordedPayment & { readonly purchase: PurchaseRow }) | null> {
  try {
    const recorded = await insertPayment(ctx.db, makeRecord(ctx, sale))
    if (recorded === null) return null
    const purchase = await findPurchase(ctx.db, ctx.app.appId, recorded.payment.purchaseId)
    return purchase === null ? null : { ...recorded, purchase }
  } catch (error) {
    if (isUniqueViolation(error)) return null
    throw error
  }
}

function makeRecord(ctx: AppContext, sale: ProvenSale): PaymentRecord {
  const { buyer, store, transaction, claim, item } = sale
  const { environment, storeTransactionId, lineItem, storeOrderId, quantity, paidAt, price } = transaction
  const { appId } = ctx.app
  const consumable = item.type === 'CONSUMABLE' || item.type === 'CONSUMABLE_AUTO_RENEWABLE'
  const acknowledgementStatus = firstStatus(sale, consumable)
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
    sale: keepSale(ctx, store, transaction.reference),
    read: sale.read,
    acknowledgement:
      acknowledgementStatus === 'PENDING'
        ? {
            deadline: transaction.acknowledgement.deadline,
            acknowledged: transaction.acknowledgement.acknowledged,
            nextAt: firstLook(ctx, transaction, consumable),
          }
        : null,
    claim,
  }
}

/** The app may have told the store by itself. */
function firstStatus(
  { traits, transaction: { acknowledgement } }: ProvenSale,
  consumable: boolean,
): 'NOT_REQUIRED' | 'PENDING' | 'ACKNOWLEDGED' {
  if (!traits.needsAcknowledgement) return 'NOT_REQUIRED'
  return (consumable ? acknowledgement.consumed : acknowledgement.acknowledged) ? 'ACKNOWLEDGED' : 'PENDING'
}

/** A minute from now should the job get lost that the event asks for; otherwise when half of the time is over. */
function firstLook(ctx: AppContext, transaction: StoreTransaction, consumable: boolean): Date {
  const { deadline } = transaction.acknowledgement
  const now = ctx.clock()
  if (isAcknowledgementDue(ctx.app.row, { status: 'PAID', consumable })) return new Date(now.getTime() + 60_000)
  return deadline === null ? idleUntil(now) : milestonesOf(transaction.paidAt, deadline).warnAt
}

/** The store's account token says which reservation was paid; else the caller's word does; else one is made. */
function choosePurchase(
  ctx: AppContext,
  { buyer, store, transaction, item, bound }: ProvenSale,
): PaymentRecord['purchase'] {
  const named = bound ?? buyer.purchase
  if (named !== null && named.status !== 'VERIFIED' && named.itemId === item.id && named.store === store) {
    return { reservedId: named.id }
  }
  const made = makePurchase(ctx, {
    userId: buyer.user.id,
    itemId: item.id,
    store,
    storeProductId: transaction.storeProductId,
    developerPayload: null,
  })
  return { made }
}
