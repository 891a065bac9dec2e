import type { SaleRead } from '../../db/queries/update-payment-refund.ts'
import { selectItemOfProduct } from '../../db/queries/items.ts'
import { updateMissingPrice } from '../../db/queries/update-missing-price.ts'
import { selectPaymentOfTransaction } from '../../db/queries/payments.ts'
import {
  selectPurchaseByAccountToken,
  selectPurchaseOfSale,
  updatePurchaseStatus,
  type PurchaseRow,
} from '../../db/queries/purchases.ts'
import type { RecordedPayment } from '../../db/queries/insert-payment-record.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { SaleState, StorePrice, StoreTransaction } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { recordPayment } from './record-payment.ts'
import { checkTransaction } from './check-transaction.ts'
import { applyRefund } from './apply-refund.ts'
import { toStoredSale } from './sale-reference.ts'

export type SaleUpdate = {
  readonly store: StoreName
  /** Who told that there is something to read, for the refund history. */
  readonly source: RefundSource
  /** What only a signed message told; null where the store's answer tells it. */
  readonly notified?: { readonly price: StorePrice | null; readonly accountToken: string | null }
}

/** What reading the store changed here. */
export type SaleChange = {
  readonly kind: SaleChangeKind
  readonly paymentId: string | null
  readonly purchaseId: string | null
  /** Why nothing was changed, where our rules had a say in it. */
  readonly reason: string | null
}

export type SaleChangeKind =
  | 'RECORDED'
  | 'REFUNDED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUND_REVERSED'
  | 'PENDING'
  | 'CANCELED'
  /** The store says what we say. */
  | 'UNCHANGED'
  /** Somebody paid, but nothing tells who: it waits for the app that submits the receipt. */
  | 'UNCLAIMED'
  /** Our rules refuse it. */
  | 'REFUSED'
  /** Neither we nor the store know such a sale. */
  | 'UNKNOWN'

type SaleReading = SaleUpdate & {
  readonly traits: StoreTraits
  readonly state: SaleState
  readonly saleRead: SaleRead
}

type VerifiedState = Extract<SaleState, { kind: 'verified' }>

/** Others may record the same sale while we decide: then we look again. */
const maxAttempts = 4

/** Makes our record of one line of a sale say what the store says. */
export async function applySaleState(ctx: AppContext, sale: SaleReading): Promise<SaleChange> {
  const { state } = sale
  if (state.kind !== 'verified') return applyUnpaidState(ctx, sale, state)
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const applied = await applyVerified(ctx, sale, state)
    if (applied !== null) return applied
  }
  // Nobody has recorded it, and we may not: a later reading was applied.
  return createSaleChange('UNCHANGED')
}

export function createSaleChange(
  kind: SaleChangeKind,
  about: { paymentId?: string; purchaseId?: string; reason?: string } = {},
): SaleChange {
  const { paymentId = null, purchaseId = null, reason = null } = about
  return { kind, paymentId, purchaseId, reason }
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
  const recorded = await recordFromNotification(ctx, sale, { ...state, transaction })
  if (recorded === null || 'kind' in recorded) return recorded
  ctx.feed.notifyCommitted()
  const refunded = await syncRefund(ctx, sale, transaction, recorded.payment)
  return refunded.kind === 'UNCHANGED' ? { ...refunded, kind: 'RECORDED' } : refunded
}

/** What the store's API leaves out is taken from what it signed. */
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

/** A sale that no app has submitted: its account token says whose it is. Null if somebody recorded it just now. */
async function recordFromNotification(
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
  if (reservedPurchase === null || user === undefined) return createSaleChange('UNCLAIMED')
  // The reservation is named by the store, not by a caller who might have meant another item.
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
    return createSaleChange('REFUSED', { purchaseId: reservedPurchase.id, reason: checked.message })
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

/** By the account token that the app handed to the store, or because the app has shown the sale's receipt for it before. */
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

async function applyUnpaidState(
  ctx: AppContext,
  sale: SaleReading,
  state: Exclude<SaleState, { kind: 'verified' }>,
): Promise<SaleChange> {
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
    return createSaleChange('REFUSED', { purchaseId: purchase.id, reason })
  }
  const to = state.kind === 'pending' ? 'PENDING' : 'CANCELED'
  const moved = await updatePurchaseStatus(ctx.db, {
    appId,
    purchaseId: purchase.id,
    from: to === 'PENDING' ? ['REQUESTED', 'EXPIRED'] : ['REQUESTED', 'PENDING', 'EXPIRED'],
    to,
    reason: state.kind === 'canceled' ? state.reason : null,
    sale: toStoredSale(ctx, sale.store, state.reference),
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved !== null) ctx.feed.notifyCommitted()
  return createSaleChange(moved === null ? 'UNCHANGED' : to, { purchaseId: purchase.id })
}

/** The store has one word for what was never paid and what was taken back; here it was paid. */
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
