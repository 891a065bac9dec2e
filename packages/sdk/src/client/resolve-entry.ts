import type { StoreTransaction } from '../bridges/bridge.ts'
import { CoinslotError, toCoinslotError, type CoinslotErrorDetails } from '../core/coinslot-error.ts'
import {
  cancelPurchaseDocument,
  purchaseDocument,
  type ClientPurchaseFragment,
} from '../generated/client-operations.ts'
import {
  callBridge,
  forgetEntry,
  isSameToken,
  listUnfinished,
  markEnded,
  markReceived,
  saveEntry,
  type ClientContext,
} from './client-context.ts'
import { isReserved, type LedgerEntry, type ReservedEntry } from './ledger.ts'
import { toPayment, type Payment, type PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'
import { verifyTransaction } from './verify-transaction.ts'

/** Continues an entry where it ended, until its result is known or cannot be known yet. Null if nothing had begun. */
export async function resolveEntry(
  ctx: ClientContext,
  session: Session,
  entry: LedgerEntry,
): Promise<PurchaseResult | null> {
  if (!isReserved(entry)) {
    await forgetEntry(ctx, entry)
    return null
  }
  if (entry.state === 'CANCELED') return cancelEntry(ctx, session, entry)
  if (entry.transaction !== null) {
    // A pending transaction may have another receipt by now.
    const current = entry.transaction.state === 'PENDING' ? await findTransaction(ctx, entry) : null
    return verifyEntry(ctx, session, entry, current ?? entry.transaction)
  }
  return recoverEntry(ctx, session, entry)
}

/** Finds out what became of a sheet without a report: asks the store, then the server. */
export async function recoverEntry(
  ctx: ClientContext,
  session: Session,
  entry: ReservedEntry,
): Promise<PurchaseResult> {
  const transaction = await findTransaction(ctx, entry)
  if (transaction !== null) return verifyEntry(ctx, session, entry, transaction)
  try {
    const { data } = await session.execute(purchaseDocument, { id: entry.purchaseId })
    if (data.result !== null) return await applyPurchase(ctx, entry, data.result)
    return await failEntry(ctx, entry, new CoinslotError('PURCHASE_NOT_FOUND', 'No such purchase.'))
  } catch (error) {
    return unknown(entry, toCoinslotError(error))
  }
}

/** Verifies the transaction of an entry, and finishes it once the server has recorded the payment. */
export async function verifyEntry(
  ctx: ClientContext,
  session: Session,
  entry: ReservedEntry,
  transaction: StoreTransaction,
): Promise<PurchaseResult> {
  markReceived(ctx, transaction)
  const received = { ...entry, transaction, state: 'RECEIVED' } as const
  // The money is taken: a full storage must not stop the verification.
  await saveEntry(ctx, received)
  const verification = await verifyTransaction(session, transaction, entry.purchaseId)
  switch (verification.kind) {
    case 'PAID':
      await saveEntry(ctx, { ...received, state: 'VERIFIED' })
      if (await finishTransaction(ctx, transaction, verification.payment)) {
        markEnded(ctx, session.userId, transaction)
        await forgetEntry(ctx, entry)
      }
      return { ...named(entry), status: 'paid', payment: verification.payment }
    case 'PENDING':
      return waitForEntry(ctx, received)
    case 'REJECTED':
      await finishRejected(ctx, transaction, verification.error)
      return failEntry(ctx, entry, verification.error)
    case 'MISMATCH':
      return verifyMismatch(ctx, session, received, verification.error)
    case 'UNDECIDED':
      return unknown(entry, verification.error)
  }
}

/** The store sold something else than was requested, or the server has removed the reservation: the receipt says what was bought. */
async function verifyMismatch(
  ctx: ClientContext,
  session: Session,
  entry: ReservedEntry & { readonly transaction: StoreTransaction },
  error: CoinslotError,
): Promise<PurchaseResult> {
  const { transaction } = entry
  const verification = await verifyTransaction(session, transaction, null)
  if (verification.kind === 'UNDECIDED') return unknown(entry, verification.error)
  if (verification.kind !== 'PAID') return failEntry(ctx, entry, error)
  const { payment } = verification
  const { itemId, purchaseId } = payment
  const isFinished = await finishTransaction(ctx, transaction, payment)
  if (itemId === entry.itemId) {
    if (isFinished) await forgetEntry(ctx, entry)
    return { itemId, purchaseId, status: 'paid', payment }
  }
  ctx.notify({ itemId, purchaseId, status: 'paid', payment })
  await saveEntry(ctx, { ...entry, state: 'SHEET_OPEN', transaction: null })
  return unknown(entry, error)
}

/** A refunded transaction ended at the server too, and would be reported for ever. */
export async function finishRejected(
  ctx: ClientContext,
  transaction: StoreTransaction,
  { code }: CoinslotError,
): Promise<void> {
  if (code === 'PAYMENT_REFUNDED') await finishTransaction(ctx, transaction, null)
}

/** Whether the store's transaction is finished on the device, or needs no finishing. */
export function finishTransaction(
  ctx: ClientContext,
  transaction: StoreTransaction,
  payment: Payment | null,
): Promise<boolean> {
  const outcome = {
    paymentId: payment?.id ?? null,
    itemType: payment?.itemType ?? ('UNKNOWN' as const),
    confirmAtStore: payment?.acknowledgeBy === 'CLIENT',
  }
  const finish = async () => {
    await ctx.bridge.finish(transaction, outcome)
    return true
  }
  return callBridge(ctx, finish, false)
}

/** Cancels the reservation of a sheet in which nothing was bought. The server may know better. */
export async function cancelEntry(
  ctx: ClientContext,
  session: Session,
  entry: ReservedEntry,
  reason = 'Canceled.',
): Promise<PurchaseResult> {
  await saveEntry(ctx, { ...entry, state: 'CANCELED' })
  try {
    const input = { purchaseId: entry.purchaseId, reason }
    const { data, problem } = await session.execute(cancelPurchaseDocument, { input })
    const { purchase } = data.result
    if (purchase?.payment != null) return await applyPurchase(ctx, entry, purchase)
    // A retryable problem leaves the entry for the next time.
    if (problem?.retryable) ctx.onError(problem)
    else await forgetEntry(ctx, entry)
  } catch (error) {
    ctx.onError(toCoinslotError(error))
  }
  return { ...named(entry), status: 'canceled' }
}

async function failEntry(
  ctx: ClientContext,
  entry: ReservedEntry,
  error: CoinslotError,
): Promise<PurchaseResult> {
  await forgetEntry(ctx, entry)
  return failed(entry, error)
}

async function waitForEntry(ctx: ClientContext, entry: ReservedEntry): Promise<PurchaseResult> {
  await saveEntry(ctx, { ...entry, state: 'PENDING' })
  return { ...named(entry), status: 'pending' }
}

export const failed = (entry: LedgerEntry, error: CoinslotError): PurchaseResult => ({
  ...named(entry),
  status: 'failed',
  error,
})

/** The entry stays in the ledger. */
export const unknown = (entry: LedgerEntry, cause: CoinslotError): PurchaseResult => {
  const message = `The result is not known yet: ${cause.message}`
  const details = { ...(cause as CoinslotErrorDetails), retryable: true, cause }
  const error = new CoinslotError('RESULT_UNKNOWN', message, details)
  return { ...named(entry), status: 'unknown', error }
}

const named = ({ itemId, purchaseId }: LedgerEntry) => ({ itemId, purchaseId })

async function applyPurchase(
  ctx: ClientContext,
  entry: ReservedEntry,
  purchase: ClientPurchaseFragment,
): Promise<PurchaseResult> {
  if (purchase.payment !== null) {
    await forgetEntry(ctx, entry)
    return { ...named(entry), status: 'paid', payment: toPayment(purchase.payment) }
  }
  switch (purchase.status) {
    case 'PENDING':
      return waitForEntry(ctx, entry)
    case 'CANCELED':
      await forgetEntry(ctx, entry)
      return { ...named(entry), status: 'canceled' }
    case 'FAILED':
      return failEntry(
        ctx,
        entry,
        new CoinslotError('PAYMENT_DECLINED', purchase.failure?.message ?? 'Not paid.'),
      )
    case 'EXPIRED':
      return failEntry(ctx, entry, new CoinslotError('PURCHASE_EXPIRED', 'The purchase expired.'))
    default:
      return entry.state === 'PENDING'
        ? { ...named(entry), status: 'pending' }
        : unknown(entry, new CoinslotError('RESULT_UNKNOWN', 'No payment yet.'))
  }
}

/** The transaction of an entry among those that the store has not finished. */
async function findTransaction(ctx: ClientContext, entry: ReservedEntry): Promise<StoreTransaction | null> {
  const unfinished = await listUnfinished(ctx, [entry])
  return unfinished.find(({ accountToken }) => isSameToken(accountToken, entry.accountToken)) ?? null
}
