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
import { executeRun, type RunOutcome } from './execute-run.ts'
import { leaseMs } from './run-cursor.ts'

/** `NOT_DUE`: another runner has the lease, or the last comparison was recent. */
export type SourceResult = { readonly source: ReconciliationSource; readonly outcome: RunOutcome | 'NOT_DUE' }

/**
 * Compares the local data with all lists of a store, one after the other. One runner at a time holds the lease of a comparison,
 * continues where the last run stopped, and makes a limited number of calls to the store.
 */
export async function reconcileStore(ctx: AppContext, store: StoreName): Promise<readonly SourceResult[]> {
  const history = await findStoreHistory(ctx, store)
  if (history === null) return []
  const results: SourceResult[] = []
  for (const source of getSources(history)) {
    results.push({ source, outcome: await reconcileSource(ctx, { store, history, source }) })
  }
  return results
}

async function findStoreHistory(ctx: AppContext, store: StoreName): Promise<StoreHistory | null> {
  const { appId } = ctx.app
  try {
    return (await ctx.stores.find(appId, store))?.history ?? null
  } catch (error) {
    if (!(error instanceof StoreMisconfiguredError)) throw error
    ctx.log.warn({ error, appId, store }, 'store connection unusable; reconciliation skipped')
    return null
  }
}

function getSources(history: StoreHistory): readonly ReconciliationSource[] {
  return [
    ...(history.listNotifications === undefined ? [] : (['NOTIFICATIONS'] as const)),
    ...(history.listRefunds === undefined ? [] : (['REFUNDS'] as const)),
    ...(history.listCustomerRefunds === undefined ? [] : (['CUSTOMER_REFUND_HISTORY'] as const)),
    'PURCHASES',
  ]
}

async function reconcileSource(
  ctx: AppContext,
  {
    store,
    history,
    source,
  }: { readonly store: StoreName; readonly history: StoreHistory; readonly source: ReconciliationSource },
): Promise<RunOutcome | 'NOT_DUE'> {
  const now = ctx.clock()
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const plan = planRun(source, history.lookbackMs, ctx.limits)
  const run = await leaseReconciliationRun(ctx.db, {
    appId: ctx.app.appId,
    store,
    source,
    now,
    newRunId: newUuid(),
    leaseExpiresAt: ago(-leaseMs),
    leaseHolder: ctx.processId,
    earliest: ago(plan.maxLookbackMs),
    lookbackMs: plan.overlapMs,
    reconciledBefore: ago(plan.intervalMs),
    staleBefore: plan.windowTtlMs === null ? new Date(0) : ago(plan.windowTtlMs),
  })
  return run === null ? 'NOT_DUE' : runComparison(ctx, history, run)
}

function runComparison(ctx: AppContext, history: StoreHistory, run: LeasedRun): Promise<RunOutcome> {
  const context = createReconciliationContext(ctx, run)
  const { listRefunds, listNotifications, listCustomerRefunds } = history
  const { window, source } = run
  if (source === 'REFUNDS' && listRefunds !== undefined) {
    return executeRun(context, {
      listPage: (cursor) => listStorePage((page) => listRefunds(window, page), cursor),
      compare: (sales) => compareRefunds(context, sales),
    })
  }
  if (source === 'NOTIFICATIONS' && listNotifications !== undefined) {
    return executeRun(context, {
      listPage: (cursor) => listStorePage((page) => listNotifications(window, page), cursor),
      compare: (notifications) => compareNotifications(context, notifications),
    })
  }
  if (source === 'CUSTOMER_REFUND_HISTORY' && listCustomerRefunds !== undefined) {
    return executeRun(context, compareCustomerRefunds(context, listCustomerRefunds))
  }
  return executeRun(context, comparePurchases(context))
}
