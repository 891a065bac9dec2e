import type { StoreTransaction } from '../bridges/bridge.ts'
import { CoinslotError, toCoinslotError, type CoinslotErrorDetails } from '../core/coinslot-error.ts'
import { toErrorCode } from '../core/error-codes.ts'
import {
  cancelPurchaseDocument,
  purchaseDocument,
  type ClientPurchaseFragment,
} from '../generated/client-operations.ts'
import {
  callBridge,
  forgetEntry,
  hasEnded,
  isSameToken,
  listUnfinished,
  markEnded,
  markReceived,
  saveEntry,
  type ClientContext,
} from './client-context.ts'
import { isReserved, type LedgerEntry, type ReservedEntry } from './ledger.ts'
import { paid, toPayment, type Payment, type PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'
import { verifyTransaction, type Verification } from './verify-transaction.ts'

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
  if (transaction) return verifyEntry(ctx, session, entry, transaction)
  try {
    const { data } = await session.execute(purchaseDocument, { id: entry.purchaseId })
    if (data.result !== null) return await applyPurchase(ctx, entry, data.result)
    return await failEntry(ctx, entry, new CoinslotError('PURCHASE_NOT_FOUND', 'No purchase.'))
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
      if (await finishTransaction(ctx, session, transaction, verification)) {
        await (isNeeded(session, verification.payment)
          ? saveEntry(ctx, { ...received, state: 'UNCONSUMED' })
          : forgetEntry(ctx, entry))
      }
      return paid(verification.payment)
    case 'PENDING':
      return waitForEntry(ctx, received)
    case 'REJECTED':
      await finishTransaction(ctx, session, transaction, verification)
      return failEntry(ctx, entry, verification.error)
    case 'MISMATCH':
      return verifyMismatch(ctx, session, received, verification.error)
    case 'UNDECIDED':
      return unknown(entry, verification.error)
  }
}

/** Without user tokens only the receipt gets the purchase token again. */
const isNeeded = ({ userIdInput }: Session, { purchaseToken, itemType }: Payment) =>
  userIdInput !== undefined && purchaseToken !== null && itemType === 'CONSUMABLE'

/** The store sold something else than was requested, or the server has removed the reservation: the receipt says what was bought. */
async function verifyMismatch(
  ctx: ClientContext,
  session: Session,
  entry: ReservedEntry & { readonly transaction: StoreTransaction },
  error: CoinslotError,
): Promise<PurchaseResult> {
  const verification = await claimTransaction(ctx, session, entry.transaction)
  if (verification.kind === 'UNDECIDED') return unknown(entry, verification.error)
  if (verification.kind !== 'PAID') return failEntry(ctx, entry, error)
  const result = paid(verification.payment)
  // A change of the plan that waits for the renewal: the transaction is that of the plan which goes on until then.
  if (result.itemId === entry.itemId || /RENEW/.test(verification.payment.itemType)) {
    if (hasEnded(ctx, session.userId, entry.transaction)) await forgetEntry(ctx, entry)
    return result
  }
  ctx.notify(result)
  await saveEntry(ctx, { ...entry, state: 'SHEET_OPEN', transaction: null })
  return unknown(entry, error)
}

/** Verifies a transaction without a purchase of this device, and finishes it once the server has decided. */
export async function claimTransaction(
  ctx: ClientContext,
  session: Session,
  transaction: StoreTransaction,
): Promise<Verification> {
  const verification = await verifyTransaction(session, transaction, null)
  const isKept = verification.kind === 'PAID' && isNeeded(session, verification.payment)
  if (!isKept) await finishTransaction(ctx, session, transaction, verification)
  return verification
}

/** Whether the transaction has ended: it is finished on the device, or needs no finishing. */
async function finishTransaction(
  ctx: ClientContext,
  session: Session,
  transaction: StoreTransaction,
  verification: Verification,
): Promise<boolean> {
  const payment = verification.kind === 'PAID' ? verification.payment : null
  const outcome = {
    paymentId: payment?.id ?? null,
    userId: session.userId,
    itemType: payment?.itemType ?? ('UNKNOWN' as const),
    confirmAtStore: payment?.acknowledgeBy === 'CLIENT',
  }
  const finish = async () => {
    await ctx.bridge.finish(transaction, outcome)
    return true
  }
  const isRejected = verification.kind === 'REJECTED'
  // A refunded transaction ended at the server too, and would be reported for ever.
  const isToFinish = payment !== null || (isRejected && verification.error.code === 'PAYMENT_REFUNDED')
  const hasEnded = isToFinish ? await callBridge(ctx, finish, false) : isRejected
  if (hasEnded) markEnded(ctx, session.userId, transaction)
  return hasEnded
}

/** Cancels the reservation of a sheet in which nothing was bought. The server may know better. */
export async function cancelEntry(
  ctx: ClientContext,
  session: Session,
  entry: ReservedEntry,
): Promise<PurchaseResult> {
  const { reason = 'Canceled.' } = entry
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
  return notPaid(entry, reason)
}

/** The result that the reason tells: it begins with the code of the failure, unless the player canceled. */
function notPaid(entry: LedgerEntry, reason: string): PurchaseResult {
  const [, code, message = ''] = /^([A-Z_]+): (.*)/s.exec(reason) ?? []
  if (code === undefined) return { ...named(entry), status: 'canceled' }
  const retryable = code === 'STORE_NETWORK_ERROR' || code === 'ALREADY_OWNED'
  return failed(entry, new CoinslotError(toErrorCode(code), message, { retryable }))
}

async function failEntry(
  ctx: ClientContext,
  entry: ReservedEntry,
  error: CoinslotError,
): Promise<PurchaseResult> {
  await forgetEntry(ctx, entry)
  return failed(entry, error)
}

/** The store charges the player later. */
export async function waitForEntry(ctx: ClientContext, entry: ReservedEntry): Promise<PurchaseResult> {
  await saveEntry(ctx, { ...entry, state: 'PENDING' })
  return { ...named(entry), status: 'pending' }
}

export const failed = (entry: NamedPurchase, error: CoinslotError): PurchaseResult => ({
  ...named(entry),
  status: 'failed',
  error,
})

/** The entry stays in the ledger. */
export const unknown = (entry: NamedPurchase, cause: CoinslotError): PurchaseResult => {
  const message = `Not known yet: ${cause.message}`
  const details = { ...(cause as CoinslotErrorDetails), retryable: true, cause }
  const error = new CoinslotError('RESULT_UNKNOWN', message, details)
  return { ...named(entry), status: 'unknown', error }
}

type NamedPurchase = Pick<LedgerEntry, 'itemId' | 'purchaseId'>

const named = ({ itemId, purchaseId }: NamedPurchase) => ({ itemId, purchaseId })

async function applyPurchase(
  ctx: ClientContext,
  entry: ReservedEntry,
  purchase: ClientPurchaseFragment,
): Promise<PurchaseResult> {
  if (purchase.payment !== null) {
    await forgetEntry(ctx, entry)
    return paid(toPayment(purchase.payment))
  }
  switch (purchase.status) {
    case 'PENDING':
      return waitForEntry(ctx, entry)
    case 'CANCELED':
      await forgetEntry(ctx, entry)
      return notPaid(entry, purchase.failure?.message ?? '')
    case 'FAILED':
      return failEntry(
        ctx,
        entry,
        new CoinslotError('PAYMENT_DECLINED', purchase.failure?.message ?? 'Not paid.'),
      )
    case 'EXPIRED':
      return failEntry(ctx, entry, new CoinslotError('PURCHASE_EXPIRED', 'Expired.'))
    default:
      return entry.state === 'PENDING'
        ? { ...named(entry), status: 'pending' }
        : unknown(entry, new CoinslotError('RESULT_UNKNOWN', 'No payment.'))
  }
}

/** The transaction of an entry among those that the store has not finished. */
async function findTransaction(ctx: ClientContext, entry: ReservedEntry): Promise<StoreTransaction | null> {
  const unfinished = await listUnfinished(ctx, [entry])
  return unfinished.find(({ accountToken }) => isSameToken(accountToken, entry.accountToken)) ?? null
}
