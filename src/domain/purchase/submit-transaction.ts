import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectItemOfProduct } from '../../db/queries/items.ts'
import { selectPaymentOfSale } from '../../db/queries/payments.ts'
import { selectPurchaseByAccountToken, type PurchaseRow } from '../../db/queries/purchases.ts'
import { selectNotifiedAccountToken } from '../../db/queries/sales.ts'
import type { StoreTransaction, VerifyOutcome } from '../../stores/contract/sale.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { checkTransaction, type Buyer } from '../store-sync/check-transaction.ts'
import { findSoldItem } from '../store-sync/find-sold-item.ts'
import { recordPayment } from '../store-sync/record-payment.ts'
import { refreshNewPayment } from '../store-sync/refresh-reported-sale.ts'
import { toPaymentIdentity } from '../store-sync/sale-identity.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { paymentRefunded, resubmitPayment, type SubmittedPayment } from './resubmit-payment.ts'

export type Verified = Extract<VerifyOutcome, { kind: 'verified' }>

/** A receipt that a store was called for. */
export type StoreVerification = {
  readonly buyer: Buyer
  readonly idempotencyRecord: IdempotencyRecord | null
  readonly store: StoreName
  readonly traits: StoreTraits
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
  const recorded = await recordPayment(ctx, {
    ...verification,
    transaction,
    item: checked.item,
    reservedPurchase,
    source: 'VERIFICATION',
    isSubmitted: true,
    readVersion: null,
  })
  if (recorded === null) return null
  const refreshed = await refreshNewPayment(ctx, recorded, reported)
  return { payment: refreshed, purchase: recorded.purchase, replayed: false, problem: null }
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
