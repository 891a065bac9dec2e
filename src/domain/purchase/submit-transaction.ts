import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectItemOfProduct } from '../../db/queries/items.ts'
import { selectPaymentOfSale } from '../../db/queries/payments.ts'
import { selectPurchaseByAccountToken, type PurchaseRow } from '../../db/queries/purchases.ts'
import { selectNotifiedAccountToken } from '../../db/queries/sales.ts'
import type { StoreTransaction, VerifyOutcome } from '../../stores/contract/sale.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { checkTransaction } from '../store-sync/check-transaction.ts'
import { findSoldItem } from '../store-sync/find-sold-item.ts'
import { recordPayment, type VerifiedSale } from '../store-sync/record-payment.ts'
import { refreshNewPayment } from '../store-sync/refresh-reported-sale.ts'
import { toPaymentIdentity } from '../store-sync/sale-identity.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import type { RequestingBuyer } from './find-buyer.ts'
import { paymentRefunded, resubmitPayment, type SubmittedPayment } from './resubmit-payment.ts'

export type Verified = Extract<VerifyOutcome, { kind: 'verified' }>

/** A receipt that a store was called for. */
export type StoreVerification = {
  readonly buyer: RequestingBuyer
  readonly idempotencyRecord: IdempotencyRecord | null
  readonly store: StoreName
  readonly traits: StoreTraits
}

/**
 * Records a verified transaction that pays for the open reservation which the caller names, without reading anything else: what is
 * recorded already makes the statement fail. Null if the transaction needs the closer look of `submitTransaction`.
 */
export async function submitReservedTransaction(
  ctx: Context,
  verification: StoreVerification,
  { transaction, proves }: Verified,
): Promise<Outcome<SubmittedPayment> | null> {
  const { purchase, item } = verification.buyer
  if (purchase === null || !isPaidBy(purchase, verification.store, transaction)) return null
  const facts = {
    ...verification,
    transaction,
    proves,
    item,
    reservedPurchase: purchase,
    isOwnedByBuyer: false,
  }
  const checked = checkTransaction(ctx.app, facts)
  if ('code' in checked) return null
  return recordTransaction(ctx, verification, { transaction, item: checked.item, reservedPurchase: purchase })
}

function isPaidBy(purchase: PurchaseRow, store: StoreName, transaction: StoreTransaction): boolean {
  return (
    purchase.status !== 'VERIFIED' &&
    purchase.store === store &&
    purchase.storeProductId === transaction.storeProductId &&
    purchase.accountToken === transaction.accountToken &&
    transaction.refund === null
  )
}

/**
 * Records a verified transaction as a payment, or finds the payment that it already is. Null if another call recorded the
 * transaction, used the purchase, or used the idempotency key in the meantime.
 */
export async function submitTransaction(
  ctx: Context,
  verification: StoreVerification,
  verified: Verified,
): Promise<Outcome<SubmittedPayment> | null> {
  const { buyer, store } = verification
  const { appId } = ctx.app
  const { storeProductId } = verified.transaction
  const [itemOfProduct, binding, payment] = await Promise.all([
    selectItemOfProduct(ctx.db, appId, store, storeProductId),
    findBinding(ctx, store, verified.transaction),
    selectPaymentOfSale(ctx.db, appId, toPaymentIdentity(store, verified.transaction)),
  ])
  const { reservedPurchase } = binding
  const transaction = { ...verified.transaction, accountToken: binding.accountToken }
  const purchase = reservedPurchase ?? buyer.purchase
  const item = await findSoldItem(ctx, { store, storeProductId, itemOfProduct, purchase, payment })
  const isOwnedByBuyer = payment?.userId === buyer.user.id
  const { proves } = verified
  const facts = { ...verification, transaction, proves, item, reservedPurchase, isOwnedByBuyer }
  const checked = checkTransaction(ctx.app, facts)
  if ('code' in checked) return { problem: checked }
  const reported = { store, ...transaction }
  if (payment !== null) return resubmitPayment(ctx, { ...verification, reported }, payment)
  if (transaction.refund?.full === true) return { problem: paymentRefunded() }
  return recordTransaction(ctx, verification, { transaction, item: checked.item, reservedPurchase })
}

async function recordTransaction(
  ctx: Context,
  verification: StoreVerification,
  sold: Pick<VerifiedSale, 'transaction' | 'item' | 'reservedPurchase'>,
): Promise<Outcome<SubmittedPayment> | null> {
  const recorded = await recordPayment(ctx, {
    ...verification,
    ...sold,
    source: 'VERIFICATION',
    isSubmitted: true,
    readVersion: null,
  })
  if (recorded === null) return null
  const reported = { store: verification.store, ...sold.transaction }
  const payment = await refreshNewPayment(ctx, recorded, reported)
  return { payment, purchase: recorded.purchase, replayed: false, problem: null }
}

type Binding = {
  /** The account token that the app passed to the store; null if it passed none. */
  readonly accountToken: string | null
  /** The purchase with that account token. */
  readonly reservedPurchase: PurchaseRow | null
}

/** The account token of the store's response, or else that of a notification, because some responses leave it out. */
async function findBinding(
  ctx: Context,
  store: StoreName,
  { accountToken, reference }: StoreTransaction,
): Promise<Binding> {
  const { appId } = ctx.app
  const sale = { appId, store, key: hashSaleKey(reference.key) }
  const token = accountToken ?? (await selectNotifiedAccountToken(ctx.db, sale))
  const reservedPurchase = token === null ? null : await selectPurchaseByAccountToken(ctx.db, appId, token)
  return { accountToken: token, reservedPurchase }
}
