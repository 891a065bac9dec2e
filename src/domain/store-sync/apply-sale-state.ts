import type { SaleRead } from '../../db/queries/update-payment-refund.ts'
import { selectItemOfProduct } from '../../db/queries/items.ts'
import { selectPaymentOfSale } from '../../db/queries/payments.ts'
import {
  selectPurchaseByAccountToken,
  selectPurchaseOfSale,
  type PurchaseRow,
} from '../../db/queries/purchases.ts'
import type { RecordedPayment } from '../../db/queries/insert-payment-record.ts'
import type { NotifiedFields } from '../../db/queries/sales.ts'
import type { OperatorAction } from '../../db/queries/audit-log.ts'
import { selectUsersByIds, type UserRow } from '../../db/queries/users.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { SaleState, StoreTransaction } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { keepUnattributedSale, markUnattributedSaleRefunded } from './keep-unattributed-sale.ts'
import { applyRefund } from './apply-refund.ts'
import { checkTransaction } from './check-transaction.ts'
import { fillMissingFields } from './fill-missing-fields.ts'
import { findSoldItem } from './find-sold-item.ts'
import { moveUnpaidPurchase, type UnpaidState } from './move-unpaid-purchase.ts'
import { recordDeviceAcknowledgement } from './record-device-acknowledgement.ts'
import { recordPayment } from './record-payment.ts'
import { toPaymentIdentity } from './sale-identity.ts'

/** The user whom an operator assigns a line of a sale that belongs to nobody. */
export type Assignment = {
  readonly user: UserRow
  readonly lineItem: string
  readonly action: OperatorAction
}

export type SaleUpdate = {
  readonly store: StoreName
  /** What caused the reading, for the refund history. */
  readonly source: RefundSource
  /** What a signed notification says about the sale; absent if no notification caused the reading. */
  readonly notified?: NotifiedFields
  readonly assignment?: Assignment
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
  /** The state of a subscription changed, and no payment. */
  | 'UPDATED'
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
  /** The account token of the sale's notifications, for a store whose API leaves it out. */
  readonly notifiedAccountToken: string | null
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
  const { transaction } = state
  const identity = toPaymentIdentity(sale.store, transaction)
  const existing = await selectPaymentOfSale(ctx.db, ctx.app.appId, identity)
  if (existing !== null) return syncRecorded(ctx, sale, transaction, existing)
  const recorded = await applyNewSale(ctx, sale, state)
  if (recorded === null || 'kind' in recorded) return recorded
  ctx.events.notifyCommitted(ctx.app.appId)
  const refunded = await syncRecorded(ctx, sale, transaction, recorded.payment)
  return refunded.kind === 'UNCHANGED' ? { ...refunded, kind: 'RECORDED' } : refunded
}

async function syncRecorded(
  ctx: AppContext,
  { source, saleRead }: SaleReading,
  transaction: StoreTransaction,
  recorded: PaymentRow,
): Promise<SaleChange> {
  const payment = await fillMissingFields(ctx, recorded, transaction)
  const { id: paymentId, purchaseId } = payment
  const { refund, raw } = transaction
  const { step } = await applyRefund(ctx, payment, { refund, source, raw, saleRead })
  if (step !== 'REFUNDED') await recordDeviceAcknowledgement(ctx, payment, transaction.acknowledgement)
  return createSaleChange(step ?? 'UNCHANGED', { paymentId, purchaseId })
}

/** Records a sale that no app has submitted, for the user of its account token. Null if another call recorded it in the meantime. */
async function applyNewSale(
  ctx: AppContext,
  reading: SaleReading,
  state: VerifiedState,
): Promise<RecordedPayment | SaleChange | null> {
  const { store, traits, saleRead, notifiedAccountToken } = reading
  const accountToken = state.transaction.accountToken ?? notifiedAccountToken
  const transaction = { ...state.transaction, accountToken }
  const reservedPurchase = await findReservedPurchase(ctx, saleRead, accountToken)
  const assignment = selectAssignment(reading, transaction, reservedPurchase)
  const user = assignment?.user ?? (await findOwner(ctx, reservedPurchase))
  if (user === null) {
    const notifiedPrice = reading.notified?.price ?? null
    await keepUnattributedSale(ctx, { store, traits, transaction, notifiedPrice })
    return createSaleChange('UNCLAIMED', { unrecordedSale: transaction })
  }
  const { proves } = state
  return recordForUser(ctx, reading, { user, proves, transaction, reservedPurchase, assignment })
}

type OwnedSale = Pick<VerifiedState, 'transaction' | 'proves'> & {
  readonly user: UserRow
  readonly reservedPurchase: PurchaseRow | null
  readonly assignment: Assignment | null
}

async function recordForUser(
  ctx: AppContext,
  { store, traits, source, saleRead }: SaleReading,
  { user, proves, transaction, reservedPurchase, assignment }: OwnedSale,
): Promise<RecordedPayment | SaleChange | null> {
  const { storeProductId } = transaction
  const itemOfProduct = await selectItemOfProduct(ctx.db, ctx.app.appId, store, storeProductId)
  const sold = { store, storeProductId, itemOfProduct, purchase: reservedPurchase, payment: null }
  const item = await findSoldItem(ctx, sold)
  // No caller names a purchase here, so there is none whose item could differ.
  const buyer = { user, purchase: null }
  // An operator who assigns the sale has decided whose it is.
  const isOwnedByBuyer = assignment !== null
  const facts = { buyer, traits, transaction, proves, item, reservedPurchase, isOwnedByBuyer }
  const checked = checkTransaction(ctx.app, facts)
  if ('code' in checked) {
    const about = reservedPurchase === null ? {} : { purchaseId: reservedPurchase.id }
    return createSaleChange('REJECTED', { ...about, reason: checked.message, unrecordedSale: transaction })
  }
  return recordPayment(ctx, {
    buyer,
    store,
    traits,
    transaction,
    idempotencyRecord: assignment?.action.idempotency ?? null,
    action: assignment?.action ?? null,
    item: checked.item,
    reservedPurchase,
    source,
    isSubmitted: false,
    readVersion: saleRead.version,
  })
}

/** A sale that turns out to have an owner is not assigned to another user, and a refunded one to nobody. */
function selectAssignment(
  { assignment }: SaleReading,
  { lineItem, refund }: StoreTransaction,
  reservedPurchase: PurchaseRow | null,
): Assignment | null {
  if (assignment?.lineItem !== lineItem || refund?.full === true) return null
  return reservedPurchase === null || reservedPurchase.userId === assignment.user.id ? assignment : null
}

async function findOwner(ctx: AppContext, reservedPurchase: PurchaseRow | null): Promise<UserRow | null> {
  if (reservedPurchase === null) return null
  const [user] = await selectUsersByIds(ctx.db, ctx.app.appId, [reservedPurchase.userId])
  return user ?? null
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
  if (state.kind === 'canceled') {
    const identity = toPaymentIdentity(sale.store, state)
    const existing = await selectPaymentOfSale(ctx.db, ctx.app.appId, identity)
    if (existing !== null) return applyRevocation(ctx, sale, state.raw, existing)
  }
  const accountToken = state.accountToken ?? sale.notifiedAccountToken
  const purchase = await findReservedPurchase(ctx, sale.saleRead, accountToken)
  if (purchase === null) {
    if (state.kind === 'canceled') await markUnattributedSaleRefunded(ctx, sale.store, state, ctx.clock())
    return createSaleChange('UNCLAIMED')
  }
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
  raw: string,
  payment: PaymentRow,
): Promise<SaleChange> {
  const { id: paymentId, purchaseId, quantity } = payment
  const refund = { full: true, refundedAt: ctx.clock(), quantity, amountMicros: null, reason: null }
  const { step } = await applyRefund(ctx, payment, { refund, source, raw, saleRead })
  return createSaleChange(step ?? 'UNCHANGED', { paymentId, purchaseId })
}
