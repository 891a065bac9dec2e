import type { StoreTransaction } from '../bridges/bridge.ts'
import { toCoinslotError } from '../core/coinslot-error.ts'
import {
  isSameToken,
  markReceived,
  reportFailure,
  saveEntry,
  withEntry,
  type ClientContext,
  type OpenSheet,
} from './client-context.ts'
import { isReserved, type LedgerEntry } from './ledger.ts'
import { claimTransaction, verifyEntry } from './resolve-entry.ts'
import { paid, type PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'

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
  const verification = await claimTransaction(ctx, session, transaction)
  switch (verification.kind) {
    case 'PAID':
      return paid(verification.payment)
    case 'PENDING':
      return { itemId: verification.itemId, purchaseId: verification.purchaseId, status: 'pending' }
    default:
      // The transaction may be another player's, so this one hears nothing of it.
      ctx.onError(verification.error)
      return null
  }
}
