import type { SaleRead } from '../../db/queries/update-payment-refund.ts'
import { updateSaleApplied } from '../../db/queries/sales.ts'
import { insertSubscriptionEvents } from '../../db/queries/subscription-events.ts'
import {
  selectSubscriptionForUpdate,
  selectSubscriptionTokens,
  updateSubscription,
} from '../../db/queries/subscriptions.ts'
import { updateEntitlementsOfSubscription } from '../../db/queries/update-user-entitlements.ts'
import { runTransaction } from '../../db/transaction.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { SubscriptionRow } from '../models.ts'
import { createSubscriptionChange, type SubscriptionChange } from './subscription-reading.ts'

/**
 * A store forgets a subscription some time after its end. If the access is over, that answer makes the end final; otherwise nothing
 * changes, and the schedule asks again.
 */
export async function recordUnknownSubscription(
  ctx: AppContext,
  saleRead: SaleRead,
): Promise<SubscriptionChange> {
  const { appId } = ctx.app
  const { store, key } = saleRead
  const change = await runTransaction(ctx.db, async (db) => {
    if (!(await updateSaleApplied(db, { appId, store, key }, saleRead))) return null
    const [token] = await selectSubscriptionTokens(db, { appId, store }, [key])
    if (token === undefined || token.supersededAt !== null) return null
    const before = await selectSubscriptionForUpdate(db, appId, token.subscriptionId)
    const isOver = before?.accessUntil != null && before.accessUntil <= saleRead.readAt
    return before === null || !isOver ? null : endSubscription({ ...ctx, db }, before, saleRead.readAt)
  })
  ctx.events.notifyCommitted(ctx.app.appId)
  return change ?? createSubscriptionChange('UNKNOWN')
}

async function endSubscription(
  ctx: AppContext,
  before: SubscriptionRow,
  readAt: Date,
): Promise<SubscriptionChange> {
  const isEnded = before.status === 'EXPIRED' || before.status === 'REVOKED'
  const checked = { nextCheckAt: null, isStale: false, failedReads: 0, storeReadAt: readAt }
  const ended = { status: 'EXPIRED', willRenew: false, renewsAt: null, endedAt: readAt } as const
  const subscription = await updateSubscription(ctx.db, before, isEnded ? checked : { ...checked, ...ended })
  if (!isEnded && subscription.purchaseId !== null) {
    const event = {
      id: newUuid(),
      type: 'SUBSCRIPTION_EXPIRED' as const,
      reason: before.cancelReason,
      paymentId: null,
      previousStatus: before.status,
      status: subscription.status,
    }
    await insertSubscriptionEvents(ctx.db, subscription, [event], ctx.clock())
  }
  const cause = { paymentId: null, now: ctx.clock() }
  await updateEntitlementsOfSubscription(ctx.db, subscription, cause)
  return createSubscriptionChange(isEnded ? 'UNCHANGED' : 'UPDATED', { subscription })
}
