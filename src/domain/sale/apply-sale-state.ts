import type { SaleRead } from '../../db/queries/change-refund.ts'
import { findItemOfProduct } from '../../db/queries/items.ts'
import { fillPrice } from '../../db/queries/fill-price.ts'
import { findPaymentOfTransaction } from '../../db/queries/payments.ts'
import {
  findPurchaseByAccountToken,
  findPurchaseOfSale,
  movePurchase,
  type PurchaseRow,
} from '../../db/queries/purchases.ts'
import type { RecordedPayment } from '../../db/queries/record-payment.ts'
import { findUsers } from '../../db/queries/users.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits } from '../../stores/contract.ts'
import type { SaleState, StorePrice, StoreTransaction } from '../../stores/sale-contract.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { recordPayment } from '../purchase/record-payment.ts'
import { checkTransaction } from '../purchase/transaction-rules.ts'
import { applyRefund } from '../refund/apply-refund.ts'
import { keepSale } from './sale-reference.ts'

export type SaleNews = {
  readonly store: StoreName
  /** Who told that there is something to read, for the refund history. */
  readonly source: RefundSource
  /** What only a signed message told; null where the store's answer tells it. */
  readonly told?: { readonly price: StorePrice | null; readonly accountToken: string | null }
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

type ReadSale = SaleNews & {
  readonly traits: StoreTraits
  readonly state: SaleState
  readonly read: SaleRead
}

type Verified = Extract<SaleState, { kind: 'verified' }>

/** Others may record the same sale while we decide: then we look again. */
const attempts = 4

/** Makes our record of one line of a sale say what the store says. */
export async function applySaleState(ctx: AppContext, sale: ReadSale): Promise<SaleChange> {
  const { state } = sale
  if (state.kind !== 'verified') return applyUnpaid(ctx, sale, state)
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const applied = await applyVerified(ctx, sale, state)
    if (applied !== null) return applied
  }
  // Nobody has recorded it, and we may not: a later reading was applied.
  return change('UNCHANGED')
}

export function change(
  kind: SaleChangeKind,
  about: { paymentId?: string; purchaseId?: string; reason?: string } = {},
): SaleChange {
  const { paymentId = null, purchaseId = null, reason = null } = about
  return { kind, paymentId, purchaseId, reason }
}

async function applyVerified(ctx: AppContext, sale: ReadSale, state: Verified): Promise<SaleChange | null> {
  const transaction = complete(state.transaction, sale.told)
  const identity = { store: sale.store, ...transaction }
  const existing = await findPaymentOfTransaction(ctx.db, ctx.app.appId, identity)
  if (existing !== null) return followRefund(ctx, sale, transaction, existing)
  const recorded = await recordUnasked(ctx, sale, { ...state, transaction })
  if (recorded === null || 'kind' in recorded) return recorded
  ctx.feed.announce()
  const refunded = await followRefund(ctx, sale, transaction, recorded.payment)
  return refunded.kind === 'UNCHANGED' ? { ...refunded, kind: 'RECORDED' } : refunded
}

/** What the store's API leaves out is taken from what it signed. */
function complete(transaction: StoreTransaction, told: SaleNews['told']): StoreTransaction {
  return {
    ...transaction,
    price: transaction.price ?? told?.price ?? null,
    accountToken: transaction.accountToken ?? told?.accountToken ?? null,
  }
}

async function followRefund(
  ctx: AppContext,
  { source, read }: ReadSale,
  { refund, price }: StoreTransaction,
  payment: PaymentRow,
): Promise<SaleChange> {
  const { id: paymentId, purchaseId } = payment
  if (price !== null && payment.priceMicros === null) {
    await fillPrice(ctx.db, { appId: ctx.app.appId, paymentId, ...price })
  }
  const { step } = await applyRefund(ctx, payment, { refund, source, read })
  return change(step ?? 'UNCHANGED', { paymentId, purchaseId })
}

/** A sale that no app has submitted: its account token says whose it is. Null if somebody recorded it just now. */
async function recordUnasked(
  ctx: AppContext,
  { store, traits, read }: ReadSale,
  { transaction, proves }: Verified,
): Promise<RecordedPayment | SaleChange | null> {
  const { appId } = ctx.app
  const { accountToken } = transaction
  const [item, bound] = await Promise.all([
    findItemOfProduct(ctx.db, appId, store, transaction.storeProductId),
    findBoundPurchase(ctx, read, accountToken),
  ])
  const [user] = bound === null ? [] : await findUsers(ctx.db, appId, [bound.userId])
  if (bound === null || user === undefined) return change('UNCLAIMED')
  // The reservation is named by the store, not by a caller who might have meant another item.
  const buyer = { user, purchase: null }
  const checked = checkTransaction(ctx.app, {
    buyer,
    traits,
    transaction,
    proves,
    item,
    bound,
    isTheirs: false,
  })
  if ('code' in checked) return change('REFUSED', { purchaseId: bound.id, reason: checked.message })
  const sale = {
    buyer,
    store,
    traits,
    transaction,
    claim: null,
    item: checked.item,
    bound,
    isSubmitted: false,
    read: read.number,
  }
  return recordPayment(ctx, sale)
}

/** By the account token that the app handed to the store, or because the app has shown the sale's receipt for it before. */
async function findBoundPurchase(
  ctx: AppContext,
  { store, key }: SaleRead,
  accountToken: string | null,
): Promise<PurchaseRow | null> {
  const { appId } = ctx.app
  const byToken = accountToken === null ? null : await findPurchaseByAccountToken(ctx.db, appId, accountToken)
  return byToken ?? findPurchaseOfSale(ctx.db, appId, { store, key })
}

async function applyUnpaid(
  ctx: AppContext,
  sale: ReadSale,
  state: Exclude<SaleState, { kind: 'verified' }>,
): Promise<SaleChange> {
  const { appId } = ctx.app
  if (state.kind === 'canceled' && state.sale !== undefined) {
    const identity = { store: sale.store, environment: state.environment, ...state.sale }
    const existing = await findPaymentOfTransaction(ctx.db, appId, identity)
    if (existing !== null) return takeBack(ctx, sale, existing)
  }
  const accountToken = state.accountToken ?? sale.told?.accountToken ?? null
  const purchase = await findBoundPurchase(ctx, sale.read, accountToken)
  if (purchase === null) return change('UNCLAIMED')
  if (purchase.storeProductId !== state.storeProductId) {
    const reason = 'The sale is of another item than the purchase that its account token names.'
    return change('REFUSED', { purchaseId: purchase.id, reason })
  }
  const to = state.kind === 'pending' ? 'PENDING' : 'CANCELED'
  const moved = await movePurchase(ctx.db, {
    appId,
    purchaseId: purchase.id,
    from: to === 'PENDING' ? ['REQUESTED', 'EXPIRED'] : ['REQUESTED', 'PENDING', 'EXPIRED'],
    to,
    reason: state.kind === 'canceled' ? state.reason : null,
    sale: keepSale(ctx, sale.store, state.reference),
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved !== null) ctx.feed.announce()
  return change(moved === null ? 'UNCHANGED' : to, { purchaseId: purchase.id })
}

/** The store has one word for what was never paid and what was taken back; here it was paid. */
async function takeBack(
  ctx: AppContext,
  { source, read }: ReadSale,
  payment: PaymentRow,
): Promise<SaleChange> {
  const { id: paymentId, purchaseId, quantity } = payment
  const refund = { full: true, refundedAt: ctx.clock(), quantity, amountMicros: null, reason: null }
  const { step } = await applyRefund(ctx, payment, { refund, source, read })
  return change(step ?? 'UNCHANGED', { paymentId, purchaseId })
}
