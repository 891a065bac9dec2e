import { leaseReconciliationRun, type ReconciliationSource } from '../../db/queries/reconciliation-jobs.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { StoreHistory } from '../../stores/contract/history.ts'
import type { AppContext } from '../context.ts'
import { compareCustomerRefunds } from './compare-customer-refunds.ts'
import { compareNotifications, compareNotificationsAgain } from './compare-notifications.ts'
import { comparePurchases } from './compare-purchases.ts'
import { compareRefunds } from './compare-refunds.ts'
import { compareRefundsAgain } from './compare-refunds-again.ts'
import { createReconciliationContext, type ReconciliationContext } from './reconciliation-context.ts'
import { hasRefundLists, listRefundsOfAllKinds } from './refund-lists.ts'
import { listStorePage } from './store-pages.ts'
import { planRun } from './plan-run.ts'
import { executeRun, type RunOutcome } from './execute-run.ts'
import { leaseMs } from './run-cursor.ts'

/** `NOT_DUE`: another runner has the lease, or the last comparison was recent. */
export type SourceResult = { readonly source: ReconciliationSource; readonly outcome: RunOutcome | 'NOT_DUE' }

/** A list of the store of one of its apps, or, with an empty `storeBundleId`, the records of all apps. */
type ComparedSource = {
  readonly store: StoreName
  readonly storeBundleId: string
  readonly hasSeveralApps: boolean
  readonly history: StoreHistory
  readonly source: ReconciliationSource
}

/**
 * Compares the local data with all lists of a store, one after the other. Each app has its own lists, so that one which cannot be read
 * does not stop the others. One runner at a time holds the lease of a comparison,
 * continues where the last run stopped, and makes a limited number of calls to the store.
 */
export async function reconcileStore(ctx: AppContext, store: StoreName): Promise<readonly SourceResult[]> {
  const results: SourceResult[] = []
  for (const compared of await listSources(ctx, store)) {
    results.push({ source: compared.source, outcome: await reconcileSource(ctx, compared) })
  }
  return results
}

async function listSources(ctx: AppContext, store: StoreName): Promise<readonly ComparedSource[]> {
  const { appId } = ctx.app
  const adapter = await ctx.stores.find(appId, store)
  if (adapter === null) return []
  const { history } = adapter
  const apps = await ctx.stores.listApps(appId, store)
  const all = { store, storeBundleId: '', hasSeveralApps: apps.length > 1, history }
  return [
    ...apps.flatMap(({ storeBundleId, adapter: { history: lists } }): ComparedSource[] => {
      const app = { store, storeBundleId, hasSeveralApps: false, history: lists }
      return [
        ...(lists.listNotifications === undefined ? [] : [{ ...app, source: 'NOTIFICATIONS' as const }]),
        ...(hasRefundLists(lists) ? [{ ...app, source: 'REFUNDS' as const }] : []),
      ]
    }),
    ...(history.listCustomerRefunds === undefined
      ? []
      : [{ ...all, source: 'CUSTOMER_REFUND_HISTORY' as const }]),
    { ...all, source: 'PURCHASES' },
  ]
}

async function reconcileSource(
  ctx: AppContext,
  { store, storeBundleId, hasSeveralApps, history, source }: ComparedSource,
): Promise<RunOutcome | 'NOT_DUE'> {
  const now = ctx.clock()
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const plan = planRun(source, history.lookbackMs, ctx.limits)
  const run = await leaseReconciliationRun(ctx.db, {
    appId: ctx.app.appId,
    store,
    storeBundleId,
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
  return run === null
    ? 'NOT_DUE'
    : runComparison(createReconciliationContext(ctx, run, hasSeveralApps), history)
}

function runComparison(context: ReconciliationContext, history: StoreHistory): Promise<RunOutcome> {
  const { listNotifications, listCustomerRefunds } = history
  const { window, source } = context.run
  if (source === 'REFUNDS' && hasRefundLists(history)) {
    return executeRun(context, {
      listPage: (cursor) => listStorePage((page) => listRefundsOfAllKinds(history, window, page), cursor),
      compare: (sales) => compareRefunds(context, sales),
      compareAgain: (subjects) => compareRefundsAgain(context, subjects),
    })
  }
  if (source === 'NOTIFICATIONS' && listNotifications !== undefined) {
    return executeRun(context, {
      listPage: (cursor) => listStorePage((page) => listNotifications(window, page), cursor),
      compare: (notifications) => compareNotifications(context, notifications),
      compareAgain: (ids) => compareNotificationsAgain(context, ids),
    })
  }
  if (source === 'CUSTOMER_REFUND_HISTORY' && listCustomerRefunds !== undefined) {
    return executeRun(context, compareCustomerRefunds(context, listCustomerRefunds))
  }
  return executeRun(context, comparePurchases(context))
}
