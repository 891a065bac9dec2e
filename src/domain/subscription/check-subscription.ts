import { updateEntitlementsOfSubscription } from '../../db/queries/update-user-entitlements.ts'
import {
  selectCurrentToken,
  selectSubscription,
  selectSubscriptionForUpdate,
  updateSubscription,
} from '../../db/queries/subscriptions.ts'
import { runTransaction } from '../../db/transaction.ts'
import type { AppContext } from '../context.ts'
import type { RefundSource, SubscriptionRow } from '../models.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import { planRetry } from './plan-next-check.ts'
import { refreshSubscription } from './refresh-subscription.ts'
import { createSubscriptionChange, type SubscriptionChange } from './subscription-reading.ts'

/** Reads a subscription whose check is due. A store that cannot be read is asked again soon. */
export async function checkSubscription(ctx: AppContext, subscriptionId: string): Promise<void> {
  const subscription = await selectSubscription(ctx.db, ctx.app.appId, subscriptionId)
  if (subscription?.nextCheckAt == null) return
  try {
    const change = await readAgain(ctx, subscription, 'RECONCILIATION')
    // Nothing was stated about a subscription that may go on: a store can be late, or ours.
    const hasAnswered = change.kind !== 'UNKNOWN' && change.kind !== 'REJECTED' && !change.isStateUnknown
    if (!hasAnswered) await recordFailedRead(ctx, subscription.id)
  } catch (error) {
    if (!isStoreError(error)) throw error
    ctx.log.warn(
      { error, appId: ctx.app.appId, subscriptionId, failedReads: subscription.failedReads },
      'could not read a subscription',
    )
    await recordFailedRead(ctx, subscription.id)
  }
}

/**
 * Reads a subscription by the token that names it now.
 * @throws StoreUnavailableError or StoreMisconfiguredError
 */
export async function readAgain(
  ctx: AppContext,
  { id, store }: SubscriptionRow,
  source: RefundSource,
): Promise<SubscriptionChange> {
  const token = await selectCurrentToken(ctx.db, ctx.app.appId, id)
  if (token === null) return createSubscriptionChange('UNKNOWN')
  return refreshSubscription(ctx, { store, key: token.saleKey, details: null, source })
}

/** I13: access that ends while the store cannot be read lasts for the leeway of the AppKey, and is marked as stale. */
async function recordFailedRead(ctx: AppContext, id: string): Promise<void> {
  const { appId } = ctx.app
  const now = ctx.clock()
  await runTransaction(ctx.db, async (db) => {
    const before = await selectSubscriptionForUpdate(db, appId, id)
    // Another reading has succeeded in the meantime.
    if (before?.nextCheckAt == null) return
    const failedReads = before.failedReads + 1
    const isStale = before.isStale || isOverdue(before, now)
    const nextCheckAt = planRetry(failedReads, now)
    const after = await updateSubscription(db, before, { failedReads, isStale, nextCheckAt })
    if (isStale && !before.isStale) {
      await updateEntitlementsOfSubscription(db, after, { paymentId: null, now })
    }
  })
  ctx.events.notifyCommitted(ctx.app.appId)
}

function isOverdue({ status, accessUntil }: SubscriptionRow, now: Date): boolean {
  const givesAccess = status === 'ACTIVE' || status === 'IN_GRACE_PERIOD'
  return givesAccess && accessUntil !== null && accessUntil <= now
}
