import {
  leaseReconciliationRun,
  type ReconciliationSource,
  type LeasedRun,
} from '../../db/queries/reconciliation-jobs.ts'
import { newUuid } from '../../platform/ids.ts'
import { StoreMisconfiguredError, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { StoreHistory } from '../../stores/contract/history.ts'
import type { AppContext } from '../context.ts'
import { compareCustomerRefunds } from './compare-customer-refunds.ts'
import { compareNotifications } from './compare-notifications.ts'
import { comparePurchases } from './compare-purchases.ts'
import { compareRefunds } from './compare-refunds.ts'
import { createReconciliationContext } from './reconciliation-context.ts'
import { listStorePage } from './store-pages.ts'
import { planRun } from './plan-run.ts'
import { leaseMs, executeRun, type RunOutcome } from './execute-run.ts'

/** `NOT_DUE`: somebody else is at it, or it was done not long ago. */
export type SourceResult = { readonly source: ReconciliationSource; readonly outcome: RunOutcome | 'NOT_DUE' }

/**
 * Compares what we say with what a store says, by all of its lists, one after the other. Each comparison is one runner's at a
 * time, goes on where the last one stopped, and asks the store a limited number of times.
 */
export async function reconcileStore(ctx: AppContext, store: StoreName): Promise<readonly SourceResult[]> {
  const lists = await findStoreLists(ctx, store)
  if (lists === null) return []
  const results: SourceResult[] = []
  for (const source of getSources(lists)) {
    results.push({ source, outcome: await reconcileSource(ctx, store, lists, source) })
  }
  return results
}

async function findStoreLists(ctx: AppContext, store: StoreName): Promise<StoreHistory | null> {
  const { appId } = ctx.app
  try {
    return (await ctx.stores.find(appId, store))?.history ?? null
  } catch (error) {
    if (!(error instanceof StoreMisconfiguredError)) throw error
    ctx.log.warn({ error, appId, store }, 'store connection unusable; reconciliation skipped')
    return null
  }
}

function getSources(lists: StoreHistory): readonly ReconciliationSource[] {
  return [
    ...(lists.listNotifications === undefined ? [] : (['NOTIFICATIONS'] as const)),
    ...(lists.listRefunds === undefined ? [] : (['REFUNDS'] as const)),
    ...(lists.listCustomerRefunds === undefined ? [] : (['CUSTOMER_REFUND_HISTORY'] as const)),
    'PURCHASES',
  ]
}

async function reconcileSource(
  ctx: AppContext,
  store: StoreName,
  lists: StoreHistory,
  source: ReconciliationSource,
): Promise<RunOutcome | 'NOT_DUE'> {
  const now = ctx.clock()
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const plan = planRun(source, lists.lookbackMs, ctx.limits)
  const run = await leaseReconciliationRun(ctx.db, {
    ...{ appId: ctx.app.appId, store, source, now },
    newRunId: newUuid(),
    leaseExpiresAt: ago(-leaseMs),
    earliest: ago(plan.maxLookbackMs),
    lookbackMs: plan.overlapMs,
    reconciledBefore: ago(plan.intervalMs),
    staleBefore: plan.windowTtlMs === null ? new Date(0) : ago(plan.windowTtlMs),
  })
  return run === null ? 'NOT_DUE' : runComparison(ctx, lists, run)
}

function runComparison(ctx: AppContext, lists: StoreHistory, run: LeasedRun): Promise<RunOutcome> {
  const context = createReconciliationContext(ctx, run)
  const { listRefunds, listNotifications, listCustomerRefunds } = lists
  const { window, source } = run
  if (source === 'REFUNDS' && listRefunds !== undefined) {
    return executeRun(context, {
      listPage: (place) => listStorePage((page) => listRefunds(window, page), place),
      compare: (sales) => compareRefunds(context, sales),
    })
  }
  if (source === 'NOTIFICATIONS' && listNotifications !== undefined) {
    return executeRun(context, {
      listPage: (place) => listStorePage((page) => listNotifications(window, page), place),
      compare: (pushed) => compareNotifications(context, pushed),
    })
  }
  if (source === 'CUSTOMER_REFUND_HISTORY' && listCustomerRefunds !== undefined) {
    return executeRun(context, compareCustomerRefunds(context, listCustomerRefunds))
  }
  return executeRun(context, comparePurchases(context))
}
