import type { StoreTransaction } from '../bridges/bridge.ts'
import { toCoinslotError } from '../core/coinslot-error.ts'
import {
  isSameToken,
  markEnded,
  markReceived,
  reportFailure,
  saveEntry,
  withEntry,
  type ClientContext,
  type OpenSheet,
} from './client-context.ts'
import { isReserved, type LedgerEntry } from './ledger.ts'
import { finishRejected, finishTransaction, verifyEntry } from './resolve-entry.ts'
import type { PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'
import { verifyTransaction } from './verify-transaction.ts'

/** Gives the transaction to the open sheet that it belongs to; false if there is none. */
export function deliverToSheet(ctx: ClientContext, transaction: StoreTransaction): boolean {
  const sheet = findSheet(ctx, transaction)
  if (sheet === undefined) return false
  sheet.deliver(transaction)
  return true
}

/**
 * A transaction names its purchase by the account token. Where the store returns none, it is the one of a sheet for the same product if
 * it was not there before the sheet was opened: a transaction that was queued belongs to an earlier purchase.
 */
function findSheet(ctx: ClientContext, transaction: StoreTransaction): OpenSheet | undefined {
  const { accountToken, productId, id } = transaction
  return [...ctx.openSheets.values()].find(({ entry, earlierIds }) =>
    accountToken === null
      ? entry.productId === productId && !earlierIds.has(id)
      : isSameToken(accountToken, entry.accountToken),
  )
}

/** Processes a transaction that no open sheet waits for, and reports what became of it. */
export function reportTransaction(
  ctx: ClientContext,
  findSession: () => Session | Promise<Session>,
  transaction: StoreTransaction,
): Promise<void> {
  const report = async () => {
    const result = await processTransaction(ctx, await findSession(), transaction)
    if (result !== null) ctx.notify(result)
  }
  return reportFailure(ctx, report())
}

/** Processes a transaction that no open sheet waits for. Null if there is nothing to report to this player. */
export async function processTransaction(
  ctx: ClientContext,
  session: Session,
  transaction: StoreTransaction,
): Promise<PurchaseResult | null> {
  markReceived(ctx, transaction)
  const entry = (await listEntries(ctx)).find(({ accountToken }) =>
    isSameToken(accountToken, transaction.accountToken),
  )
  if (entry === undefined || !isReserved(entry)) return processUnknown(ctx, session, transaction)
  return withEntry(ctx, entry, async () => {
    if (entry.userId === session.userId) return verifyEntry(ctx, session, entry, transaction)
    // It waits for the player who requested it.
    await saveEntry(ctx, { ...entry, transaction, state: 'RECEIVED' })
    return null
  })
}

/** The entries, or none if the storage fails. */
export async function listEntries(ctx: ClientContext): Promise<readonly LedgerEntry[]> {
  try {
    return await ctx.ledger.list()
  } catch (error) {
    ctx.onError(toCoinslotError(error))
    return []
  }
}

/** A transaction without a purchase of this device: an offer code, another device, or an earlier installation. */
async function processUnknown(
  ctx: ClientContext,
  session: Session,
  transaction: StoreTransaction,
): Promise<PurchaseResult | null> {
  const verification = await verifyTransaction(session, transaction, null)
  switch (verification.kind) {
    case 'PAID': {
      const { payment } = verification
      if (await finishTransaction(ctx, transaction, payment)) markEnded(ctx, session.userId, transaction)
      return { itemId: payment.itemId, purchaseId: payment.purchaseId, status: 'paid', payment }
    }
    case 'PENDING':
      return { itemId: verification.itemId, purchaseId: verification.purchaseId, status: 'pending' }
    default:
      if (verification.kind === 'REJECTED') {
        await finishRejected(ctx, transaction, verification.error)
        markEnded(ctx, session.userId, transaction)
      }
      // The transaction may be another player's, so this one hears nothing of it.
      ctx.onError(verification.error)
      return null
  }
}
