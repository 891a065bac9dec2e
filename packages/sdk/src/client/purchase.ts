import { CoinslotError, toCoinslotError } from '../core/coinslot-error.ts'
import { readField } from '../core/read-response.ts'
import { requestPurchaseDocument } from '../generated/client-operations.ts'
import { createId } from './create-id.ts'
import { forgetEntry, withEntry, type ClientContext } from './client-context.ts'
import { withItemLock } from './item-lock.ts'
import { type LedgerEntry, type ReservedEntry } from './ledger.ts'
import { buyInSheet } from './payment-sheet.ts'
import { failed, resolveEntry, unknown } from './resolve-entry.ts'
import type { PurchaseResult } from './results.ts'
import type { Session } from './sessions.ts'

/** Buys an item, or says why not. A second call for the same item in another tab gets the result of the first one. */
export function purchaseItem(ctx: ClientContext, session: Session, itemId: string): Promise<PurchaseResult> {
  return withItemLock(
    `coinslot:${session.userId}:${itemId}`,
    ctx.limit,
    (markStarted) => purchase(ctx, session, itemId, markStarted),
    async (waitForOther) => {
      // They are read now: the result of the other tab removes its entry.
      const entries = await findEntries(ctx, session, itemId).catch(() => [])
      await waitForOther()
      return resolveOther(ctx, session, entries, itemId)
    },
  )
}

/** The result of the purchase that another tab has ended. Older ones may be among the entries, whose results are not known yet. */
async function resolveOther(
  ctx: ClientContext,
  session: Session,
  entries: readonly LedgerEntry[],
  itemId: string,
): Promise<PurchaseResult> {
  const current = await ctx.ledger.list().catch(() => [])
  for (const entry of entries) {
    if (entry.state === 'UNCONSUMED') continue
    const latest = current.find(({ id }) => id === entry.id) ?? entry
    const result = await resolveEntry(ctx, session, latest)
    if (result !== null && result.status !== 'unknown') return result
  }
  return otherTab(itemId)
}

const otherTab = (itemId: string): PurchaseResult =>
  unknown({ itemId, purchaseId: null }, new CoinslotError('RESULT_UNKNOWN', 'Another tab buys it.'))

async function purchase(
  ctx: ClientContext,
  session: Session,
  itemId: string,
  markStarted: () => void,
): Promise<PurchaseResult> {
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
      await ctx.ledger.add(created)
    } catch (error) {
      return failed(created, toCoinslotError(error))
    }
    const reserved = await reserve(ctx, session, created)
    if ('status' in reserved) return reserved
    markStarted()
    // The store may have taken money, so that no failure from here on means that nothing was bought.
    return buyInSheet(ctx, session, reserved).catch((error: unknown) =>
      unknown(reserved, toCoinslotError(error)),
    )
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
  return (await ctx.ledger.list()).filter(
    (entry) => entry.userId === session.userId && entry.itemId === itemId,
  )
}

/** Reserves the purchase, and writes down that a sheet is about to open. Without both no sheet opens. */
async function reserve(
  ctx: ClientContext,
  session: Session,
  entry: LedgerEntry,
): Promise<ReservedEntry | PurchaseResult> {
  try {
    const answer = await session.execute(requestPurchaseDocument, {
      input: {
        userId: session.userIdInput,
        itemId: entry.itemId,
        store: ctx.bridge.store,
        storeBundleId: ctx.storeBundleId,
        idempotencyKey: entry.id,
      },
    })
    const { id: purchaseId, accountToken, storeProductId } = readField(answer, 'purchase')
    const open = {
      ...entry,
      state: 'SHEET_OPEN',
      purchaseId,
      accountToken,
      productId: storeProductId,
    } as const
    await ctx.ledger.write(open)
    return open
  } catch (error) {
    await forgetEntry(ctx, entry)
    return failed(entry, toCoinslotError(error))
  }
}
