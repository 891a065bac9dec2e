import { CoinslotError, toCoinslotError, toProblemError } from '../core/coinslot-error.ts'
import { requestPurchaseDocument } from '../generated/client-operations.ts'
import { createId } from './create-id.ts'
import { forgetEntry, withEntry, type ClientContext } from './client-context.ts'
import { withItemLock } from './item-lock.ts'
import { isReserved, type LedgerEntry, type ReservedEntry } from './ledger.ts'
import { buyInSheet } from './payment-sheet.ts'
import { failed, resolveEntry } from './resolve-entry.ts'
import type { PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'

/** Buys an item, or says why not. A second call for the same item in another tab gets the result of the first one. */
export function purchaseItem(ctx: ClientContext, session: Session, itemId: string): Promise<PurchaseResult> {
  const name = `coinslot:${session.userId}:${itemId}`
  const { schedule, timeouts } = ctx
  return withItemLock(
    name,
    { schedule, timeoutMs: timeouts.sheetMs },
    () => purchase(ctx, session, itemId),
    async (waitForOther) => {
      // It is read now: its result removes it.
      const entry = (await findEntries(ctx, session, itemId).catch(() => [])).at(-1)
      await waitForOther()
      const result = entry === undefined ? null : await resolveEntry(ctx, session, entry)
      return result ?? otherTab(itemId)
    },
  )
}

const otherTab = (itemId: string): PurchaseResult => ({
  itemId,
  purchaseId: null,
  status: 'unknown',
  error: new CoinslotError('RESULT_UNKNOWN', 'Another tab is buying the item.', { retryable: true }),
})

async function purchase(ctx: ClientContext, session: Session, itemId: string): Promise<PurchaseResult> {
  const created: LedgerEntry = {
    id: createId(),
    userId: session.userId,
    itemId,
    state: 'REQUESTING',
    purchaseId: null,
    accountToken: null,
    productId: null,
    transaction: null,
  }
  const result = await withEntry(ctx, created, async () => {
    try {
      const open = await resolveEarlier(ctx, session, itemId)
      if (open !== null) return open
      await ctx.ledger.write(created)
    } catch (error) {
      return failed(created, toCoinslotError(error))
    }
    const reserved = await reserve(ctx, session, created)
    if ('status' in reserved) return reserved
    return buyInSheet(ctx, session, reserved)
  })
  // No other call knows the new id.
  return result ?? otherTab(itemId)
}

/**
 * Continues earlier purchases of the item. One that is still open at the store, or paid and not verified, stands for the new one: the
 * player would pay twice.
 */
async function resolveEarlier(
  ctx: ClientContext,
  session: Session,
  itemId: string,
): Promise<PurchaseResult | null> {
  for (const entry of await findEntries(ctx, session, itemId)) {
    const result = await withEntry(ctx, entry, () => resolveEntry(ctx, session, entry))
    if (result === null) continue
    if (result.status === 'pending') return result
    if (result.status === 'unknown' && entry.transaction !== null) return result
    if (result.status === 'paid' || result.status === 'failed') ctx.notify(result)
  }
  return null
}

async function findEntries(
  ctx: ClientContext,
  session: Session,
  itemId: string,
): Promise<readonly LedgerEntry[]> {
  const entries = await ctx.ledger.list()
  return entries.filter((entry) => entry.userId === session.userId && entry.itemId === itemId)
}

/** Reserves the purchase, and writes down that a sheet is about to open. Without both no sheet opens. */
async function reserve(
  ctx: ClientContext,
  session: Session,
  entry: LedgerEntry,
): Promise<ReservedEntry | PurchaseResult> {
  try {
    const { data, requestId } = await session.execute(requestPurchaseDocument, {
      input: {
        userId: session.userIdInput,
        itemId: entry.itemId,
        store: ctx.bridge.store,
        storeBundleId: ctx.storeBundleId,
        idempotencyKey: entry.id,
      },
    })
    const { purchase: reserved, problem } = data.result
    if (problem !== null) throw toProblemError(problem, requestId)
    const open: LedgerEntry = {
      ...entry,
      state: 'SHEET_OPEN',
      purchaseId: reserved?.id ?? null,
      accountToken: reserved?.accountToken ?? null,
      productId: reserved?.storeProductId ?? null,
    }
    if (!isReserved(open)) throw new CoinslotError('UNEXPECTED_RESPONSE', 'The server returned no purchase.')
    await ctx.ledger.write(open)
    return open
  } catch (error) {
    await forgetEntry(ctx, entry)
    return failed(entry, toCoinslotError(error))
  }
}
