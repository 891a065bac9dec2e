import type { SheetResult, StoreTransaction } from '../bridges/bridge.ts'
import type { CoinslotError } from '../core/coinslot-error.ts'
import { listUnfinished, markReceived, toBridgeError, type ClientContext } from './client-context.ts'
import type { ReservedEntry } from './ledger.ts'
import { deliverToSheet, reportTransaction } from './process-transaction.ts'
import { readTransaction } from './read-transaction.ts'
import { reprocess } from './reprocess.ts'
import { cancelEntry, recoverEntry, unknown, verifyEntry, waitForEntry } from './resolve-entry.ts'
import type { PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'

type SheetOutcome =
  | { readonly kind: 'RECEIVED'; readonly transaction: StoreTransaction }
  | Extract<SheetResult, { kind: 'PENDING' | 'CANCELED' | 'FAILED' }>
  /** The sheet gave no result for this purchase. */
  | { readonly kind: 'NOTHING'; readonly error: CoinslotError | null }

/** Opens the payment sheet of a reserved purchase, and follows the purchase to its result. */
export async function buyInSheet(
  ctx: ClientContext,
  session: Session,
  entry: ReservedEntry,
): Promise<PurchaseResult> {
  let outcome = await openSheet(ctx, session, entry)
  if (outcome.kind === 'FAILED' && outcome.code === 'ALREADY_OWNED') {
    // What the store holds back may be an earlier purchase that was never verified or finished.
    await reprocess(ctx, session)
    outcome = await openSheet(ctx, session, entry)
  }
  switch (outcome.kind) {
    case 'RECEIVED':
      return verifyEntry(ctx, session, entry, outcome.transaction)
    case 'PENDING':
      await waitForEntry(ctx, entry)
      return recoverEntry(ctx, session, { ...entry, state: 'PENDING' })
    case 'CANCELED':
      return cancelEntry(ctx, session, entry)
    case 'FAILED':
      return cancelEntry(ctx, session, {
        ...entry,
        reason: `${outcome.code}: ${outcome.message}`.slice(0, 200),
      })
    case 'NOTHING': {
      const result = await recoverEntry(ctx, session, entry)
      return result.status === 'unknown' && outcome.error !== null ? unknown(entry, outcome.error) : result
    }
  }
}

/** Opens the sheet, and waits for its end and for the transaction of this purchase, whichever way the store reports it. */
async function openSheet(ctx: ClientContext, session: Session, entry: ReservedEntry): Promise<SheetOutcome> {
  const { openSheets, limit } = ctx
  // Without them a transaction without an account token could be one of an earlier purchase.
  const earlierIds = new Set((await listUnfinished(ctx, [entry])).map(({ id }) => id))
  const key = entry.accountToken.toLowerCase()
  const controller = new AbortController()
  try {
    const received = new Promise<SheetOutcome>((resolve) => {
      openSheets.set(key, {
        entry,
        earlierIds,
        deliver: (transaction) => resolve({ kind: 'RECEIVED', transaction }),
      })
    })
    const closed = openBridge(ctx, session, entry, controller.signal)
    const outcome = await Promise.race([received, closed])
    if (outcome.kind !== 'NOTHING') return outcome
    return await limit(
      'reportMs',
      () => received,
      () => outcome,
    )
  } finally {
    controller.abort()
    openSheets.delete(key)
  }
}

/** Never throws, and always ends. */
async function openBridge(
  ctx: ClientContext,
  session: Session,
  { purchaseId, productId, accountToken, userId }: ReservedEntry,
  signal: AbortSignal,
): Promise<SheetOutcome> {
  const { bridge, limit } = ctx
  try {
    const result = await limit('sheetMs', () =>
      bridge.open({ purchaseId, productId, accountToken, userId, signal }),
    )
    if (result.kind === 'PENDING' || result.kind === 'CANCELED' || result.kind === 'FAILED') return result
    if (result.kind === 'TRANSACTION') {
      const transaction = readTransaction(result.transaction)
      if (transaction === null) throw new Error('No transaction.')
      // A transaction that belongs to another purchase does not end this one.
      if (!deliverToSheet(ctx, transaction) && markReceived(ctx, transaction)) {
        void reportTransaction(ctx, () => session, transaction)
      }
    }
    return { kind: 'NOTHING', error: null }
  } catch (error) {
    return { kind: 'NOTHING', error: toBridgeError(error) }
  }
}
