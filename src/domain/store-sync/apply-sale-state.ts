import type { SaleRead } from '../../db/queries/update-payment-refund.ts'
import { selectItemOfProduct } from '../../db/queries/items.ts'
import { updateMissingPrice } from '../../db/queries/update-missing-price.ts'
import { selectPaymentOfTransaction } from '../../db/queries/payments.ts'
import {
  selectPurchaseByAccountToken,
  selectPurchaseOfSale,
  type PurchaseRow,
} from '../../db/queries/purchases.ts'
import type { RecordedPayment } from '../../db/queries/insert-payment-record.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { SaleState, StorePrice, StoreTransaction } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { applyRefund } from './apply-refund.ts'
import { checkTransaction } from './check-transaction.ts'
import { moveUnpaidPurchase, type UnpaidState } from './move-unpaid-purchase.ts'
import { recordPayment } from './record-payment.ts'

export type SaleUpdate = {
  readonly store: StoreName
  /** What caused the reading, for the refund history. */
  readonly source: RefundSource
  /** Fields that a signed notification has and the store's API may leave out. */
  readonly notified?: { readonly price: StorePrice | null; readonly accountToken: string | null }
}

/** What applying a reading of the store changed. */
export type SaleChange = {
  readonly kind: SaleChangeKind
  readonly paymentId: string | null
  readonly purchaseId: string | null
  /** Why the sale was rejected; null for every other kind. */
  readonly reason: string | null
  /** What the store says about a sale that was paid and is not recorded; null for every other sale. */
  readonly unrecordedSale: UnrecordedSale | null
}

export type UnrecordedSale = Pick<StoreTransaction, 'storeTransactionId' | 'storeProductId' | 'accountToken'>

export type SaleChangeKind =
  | 'RECORDED'
  | 'REFUNDED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUND_REVERSED'
  | 'PENDING'
  | 'CANCELED'
  /** The records already have the state that the store reports. */
  | 'UNCHANGED'
  /** The sale is paid, but its buyer is unknown until an app submits the receipt. */
  | 'UNCLAIMED'
  /** The app's rules reject the sale. */
  | 'REJECTED'
  /** The sale is unknown, here or at the store. */
  | 'UNKNOWN'

type SaleReading = SaleUpdate & {
  readonly traits: StoreTraits
  readonly state: SaleState
  readonly saleRead: SaleRead
}

type VerifiedState = Extract<SaleState, { kind: 'verified' }>

/** How often a verified sale is read and recorded again because another call recorded it in the meantime. */
const maxAttempts = 4

/** Updates the records of one line of a sale to the state that the store reports. */
export async function applySaleState(ctx: AppContext, sale: SaleReading): Promise<SaleChange> {
  const { state } = sale
  if (state.kind !== 'verified') return applyUnpaidState(ctx, sale, state)
  const change = await retryOnConflict(maxAttempts, () => applyVerified(ctx, sale, state))
  // A sale that is not recorded after the last attempt was superseded by a later reading.
  return change ?? createSaleChange('UNCHANGED')
}

export function createSaleChange(
  kind: SaleChangeKind,
  about: Partial<{ [Key in keyof Omit<SaleChange, 'kind'>]: NonNullable<SaleChange[Key]> }> = {},
): SaleChange {
  const { paymentId = null, purchaseId = null, reason = null, unrecordedSale = null } = about
  return { kind, paymentId, purchaseId, reason, unrecordedSale }
}

async function applyVerified(
  ctx: AppContext,
  sale: SaleReading,
  state: VerifiedState,
): Promise<SaleChange | null> {
  const transaction = mergeNotifiedFields(state.transaction, sale.notified)
  const identity = { store: sale.store, ...transaction }
  const existing = await selectPaymentOfTransaction(ctx.db, ctx.app.appId, identity)
  if (existing !== null) return syncRefund(ctx, sale, transaction, existing)
  const recorded = await applyNewSale(ctx, sale, { ...state, transaction })
  if (recorded === null || 'kind' in recorded) return recorded
  ctx.events.notifyCommitted()
  const refunded = await syncRefund(ctx, sale, transaction, recorded.payment)
  return refunded.kind === 'UNCHANGED' ? { ...refunded, kind: 'RECORDED' } : refunded
}

/** Adds the fields of a signed notification that the store's API leaves out. */
function mergeNotifiedFields(
  transaction: StoreTransaction,
  notified: SaleUpdate['notified'],
): StoreTransaction {
  return {
    ...transaction,
    price: transaction.price ?? notified?.price ?? null,
    accountToken: transaction.accountToken ?? notified?.accountToken ?? null,
  }
}

async function syncRefund(
  ctx: AppContext,
  { source, saleRead }: SaleReading,
  { refund, price }: StoreTransaction,
  payment: PaymentRow,
): Promise<SaleChange> {
  const { id: paymentId, purchaseId } = payment
  if (price !== null && payment.priceMicros === null) {
    await updateMissingPrice(ctx.db, { appId: ctx.app.appId, paymentId, ...price })
  }
  const { step } = await applyRefund(ctx, payment, { refund, source, saleRead })
  return createSaleChange(step ?? 'UNCHANGED', { paymentId, purchaseId })
}

/** Records a sale that no app has submitted, for the user of its account token. Null if another call recorded it in the meantime. */
async function applyNewSale(
  ctx: AppContext,
  { store, traits, saleRead }: SaleReading,
  { transaction, proves }: VerifiedState,
): Promise<RecordedPayment | SaleChange | null> {
  const { appId } = ctx.app
  const { accountToken } = transaction
  const [item, reservedPurchase] = await Promise.all([
    selectItemOfProduct(ctx.db, appId, store, transaction.storeProductId),
    findReservedPurchase(ctx, saleRead, accountToken),
  ])
  const [user] =
    reservedPurchase === null ? [] : await selectUsersByIds(ctx.db, appId, [reservedPurchase.userId])
  if (reservedPurchase === null || user === undefined)
    return createSaleChange('UNCLAIMED', { unrecordedSale: transaction })
  // No caller names a purchase here, so there is none whose item could differ.
  const buyer = { user, purchase: null }
  const checked = checkTransaction(ctx.app, {
    buyer,
    traits,
    transaction,
    proves,
    item,
    reservedPurchase,
    isOwnedByBuyer: false,
  })
  if ('code' in checked)
    return createSaleChange('REJECTED', {
      purchaseId: reservedPurchase.id,
      reason: checked.message,
      unrecordedSale: transaction,
    })
  const sale = {
    buyer,
    store,
    traits,
    transaction,
    idempotencyRecord: null,
    item: checked.item,
    reservedPurchase,
    isSubmitted: false,
    readVersion: saleRead.version,
  }
  return recordPayment(ctx, sale)
}

/** Finds the purchase by the account token, else by an earlier receipt of the same sale. */
async function findReservedPurchase(
  ctx: AppContext,
  { store, key }: SaleRead,
  accountToken: string | null,
): Promise<PurchaseRow | null> {
  const { appId } = ctx.app
  const byToken =
    accountToken === null ? null : await selectPurchaseByAccountToken(ctx.db, appId, accountToken)
  return byToken ?? selectPurchaseOfSale(ctx.db, appId, { store, key })
}

async function applyUnpaidState(ctx: AppContext, sale: SaleReading, state: UnpaidState): Promise<SaleChange> {
  const { appId } = ctx.app
  if (state.kind === 'canceled' && state.sale !== undefined) {
    const identity = { store: sale.store, environment: state.environment, ...state.sale }
    const existing = await selectPaymentOfTransaction(ctx.db, appId, identity)
    if (existing !== null) return applyRevocation(ctx, sale, existing)
  }
  const accountToken = state.accountToken ?? sale.notified?.accountToken ?? null
  const purchase = await findReservedPurchase(ctx, sale.saleRead, accountToken)
  if (purchase === null) return createSaleChange('UNCLAIMED')
  if (purchase.storeProductId !== state.storeProductId) {
    const reason = 'The sale is of another item than the purchase that its account token names.'
    return createSaleChange('REJECTED', { purchaseId: purchase.id, reason })
  }
  const moved = await moveUnpaidPurchase(ctx, purchase, state)
  const kind = state.kind === 'pending' ? 'PENDING' : 'CANCELED'
  return createSaleChange(moved === null ? 'UNCHANGED' : kind, { purchaseId: purchase.id })
}

/** A store may report a refunded sale as canceled. The sale is a payment here, so it was refunded. */
async function applyRevocation(
  ctx: AppContext,
  { source, saleRead }: SaleReading,
  payment: PaymentRow,
): Promise<SaleChange> {
  const { id: paymentId, purchaseId, quantity } = payment
  const refund = { full: true, refundedAt: ctx.clock(), quantity, amountMicros: null, reason: null }
  const { step } = await applyRefund(ctx, payment, { refund, source, saleRead })
  return createSaleChange(step ?? 'UNCHANGED', { paymentId, purchaseId })
}
