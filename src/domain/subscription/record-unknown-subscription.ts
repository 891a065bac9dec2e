import type { SaleRead } from '../../db/queries/update-payment-refund.ts'
import { updateSaleApplied } from '../../db/queries/sales.ts'
import { insertSubscriptionEvents } from '../../db/queries/subscription-events.ts'
import {
  selectPaymentsOfTransactions,
  selectSubscriptionForUpdate,
  selectSubscriptionTokens,
  updateSubscription,
} from '../../db/queries/subscriptions.ts'
import { updateEntitlementsOfSubscription } from '../../db/queries/update-user-entitlements.ts'
import { runTransaction } from '../../db/transaction.ts'
import { newUuid } from '../../platform/ids.ts'
import type { RemainingPeriods } from '../../stores/contract/subscription.ts'
import type { AppContext } from '../context.ts'
import type { RefundSource, SubscriptionRow } from '../models.ts'
import { createSubscriptionChange, type SubscriptionChange } from './subscription-reading.ts'
import { updatePeriods, type PeriodUpdate } from './update-periods.ts'

type UnknownReading = {
  readonly saleRead: SaleRead
  readonly source: RefundSource
  /** What the store still says about the periods; null if nothing. */
  readonly remains: RemainingPeriods | null
}

/**
 * A store forgets a subscription some time after its end. If the access is over, that answer makes the end final; otherwise nothing
 * changes, and the schedule asks again. The refund of a period is recorded for as long as the store returns its order.
 */
export async function recordUnknownSubscription(
  ctx: AppContext,
  reading: UnknownReading,
): Promise<SubscriptionChange> {
  const change = await runTransaction(ctx.db, (db) => recordInTransaction({ ...ctx, db }, reading))
  ctx.events.notifyCommitted(ctx.app.appId)
  return change
}

async function recordInTransaction(ctx: AppContext, reading: UnknownReading): Promise<SubscriptionChange> {
  const { appId } = ctx.app
  const { saleRead } = reading
  const { store, key, readAt } = saleRead
  if (!(await updateSaleApplied(ctx.db, { appId, store, key }, saleRead))) {
    // The reading that was faster may not have asked for the same order.
    return createSubscriptionChange('UNKNOWN', { isOutdated: reading.remains !== null })
  }
  const [found] = await selectSubscriptionTokens(ctx.db, { appId, store }, [key])
  if (found === undefined) return createSubscriptionChange('UNKNOWN')
  const before = await selectSubscriptionForUpdate(ctx.db, appId, found.subscriptionId)
  if (before === null) return createSubscriptionChange('UNKNOWN')
  // After the lock: another transaction may have superseded the token in the meantime.
  const [token] = await selectSubscriptionTokens(ctx.db, { appId, store }, [key])
  const updates = await updateRemaining(ctx, before, reading)
  const isOver = before.accessUntil !== null && before.accessUntil <= readAt
  const isEnd = token?.supersededAt === null && isOver
  const ended = isEnd ? await endSubscription(ctx, before, readAt) : null
  if (ended !== null || updates.length > 0) {
    const cause = { paymentId: null, now: ctx.clock() }
    await updateEntitlementsOfSubscription(ctx.db, ended?.subscription ?? before, cause)
  }
  const refund = updates.at(-1)
  if (refund === undefined) return ended ?? createSubscriptionChange('UNKNOWN')
  const subscription = ended?.subscription ?? before
  return createSubscriptionChange(refund.step, { subscription, isStateUnknown: !isEnd })
}

/** Only payments that are recorded: whose an order is that nobody has seen before, the store no longer says. */
async function updateRemaining(
  ctx: AppContext,
  { appId, id, environment }: SubscriptionRow,
  { remains, source, saleRead }: UnknownReading,
): Promise<readonly PeriodUpdate[]> {
  if (remains === null) return []
  const { store } = saleRead
  const ids = remains.periods.map(({ periodId }) => periodId)
  const found = await selectPaymentsOfTransactions(ctx.db, { appId, store, environment }, ids)
  const payments = found.filter(({ subscriptionId }) => subscriptionId === id)
  return updatePeriods(ctx, { ...remains, source, saleRead, payments, recorded: [] })
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
  return createSubscriptionChange(isEnded ? 'UNCHANGED' : 'UPDATED', { subscription })
}
