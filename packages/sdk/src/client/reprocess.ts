import type { StoreTransaction } from '../bridges/bridge.ts'
import { hasEnded, isSameToken, listUnfinished, withEntry, type ClientContext } from './client-context.ts'
import { listEntries, processTransaction } from './process-transaction.ts'
import type { LedgerEntry } from './ledger.ts'
import { resolveEntry } from './resolve-entry.ts'
import type { PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'

/** Continues the purchases of this player that have not ended, and processes what the store has not finished. */
export async function reprocess(ctx: ClientContext, session: Session): Promise<readonly PurchaseResult[]> {
  const results: PurchaseResult[] = []
  const entries = (await listEntries(ctx)).filter(({ userId }) => userId === session.userId)
  for (const entry of entries) {
    const result = await withEntry(ctx, entry, () => resolveEntry(ctx, session, entry))
    if (result === null) continue
    results.push(result)
    if (isNews(entry, result)) ctx.notify(result)
  }
  for (const transaction of await listUnfinished(ctx, entries)) {
    const isDone = entries.some(({ accountToken }) => isSameToken(accountToken, transaction.accountToken))
    if (isDone || isOfOpenSheet(ctx, transaction) || hasEnded(ctx, session.userId, transaction)) continue
    const result = await processTransaction(ctx, session, transaction)
    if (result === null) continue
    results.push(result)
    // Stores list what is owned at every start.
    if (result.status !== 'paid' || result.payment.status === 'PAID') ctx.notify(result)
  }
  return results
}

function isNews({ state }: LedgerEntry, { status }: PurchaseResult): boolean {
  if (status === 'pending') return state !== 'PENDING'
  // The call that wrote this state has told the app, or is gone with it.
  if (state === 'CANCELED') return status === 'paid'
  return status !== 'unknown'
}

/** Its own call processes it. */
const isOfOpenSheet = ({ openSheets }: ClientContext, { accountToken }: StoreTransaction) =>
  accountToken !== null && openSheets.has(accountToken.toLowerCase())
