import type { AppContext } from '../context.ts'
import { diffSnapshot, type SnapshotPlan } from './diff-snapshot.ts'
import { findSoldItems, onlySubscriptions } from './find-sold-items.ts'
import type { SubscriptionOwner } from './find-subscription-owner.ts'
import { mergePeriods, readKeptPeriods } from './kept-periods.ts'
import type { Chain } from './lock-chain.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

type PlanInput = { readonly chain: Chain; readonly owner: SubscriptionOwner | null }

/** What a snapshot changes. */
export async function planSnapshot(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, owner }: PlanInput,
): Promise<SnapshotPlan> {
  const { snapshot, store } = reading
  const kept = chain.recorded === null ? [] : readKeptPeriods(ctx, chain.recorded)
  const periods = mergePeriods(kept, snapshot.periods)
  const items = onlySubscriptions(await findSoldItems(ctx, store, { ...snapshot, periods }))
  const refundPolicy = ctx.app.row.subscriptionRefundPolicy
  return diffSnapshot(reading, { chain, owner, items, periods, refundPolicy, now: ctx.clock() })
}
