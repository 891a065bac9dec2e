import { randomUUID } from 'node:crypto'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'

/** A new purchase in the status REQUESTED, with an account token of its own. */
export function buildPurchase(
  ctx: AppContext,
  reservation: Pick<PurchaseRow, 'userId' | 'itemId' | 'store' | 'storeProductId' | 'developerPayload'>,
): PurchaseRow {
  const now = ctx.clock()
  return {
    ...reservation,
    appId: ctx.app.appId,
    id: newUuid(),
    status: 'REQUESTED',
    accountToken: randomUUID(),
    requestedAt: now,
    expiresAt: new Date(now.getTime() + ctx.limits.purchaseTtlMs),
    endReason: null,
    saleKey: null,
  }
}
