import {
  selectDiscrepancies,
  selectReconciliationSummary,
} from '../../db/queries/reconciliation-discrepancies.ts'
import { selectReconciliationRuns } from '../../db/queries/reconciliation-jobs.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import type { DiscrepancyRow, ReconciliationRunRow } from '../models.ts'

export type ReconciliationReport = {
  readonly day: string
  readonly store: StoreName
  readonly checkedCount: number
  readonly discrepancyCount: number
  readonly resolvedCount: number
  readonly ignoredCount: number
  readonly runs: readonly ReconciliationRunRow[]
  readonly discrepancies: readonly DiscrepancyRow[]
}

const dayMs = 24 * 60 * 60_000
const maxListLength = 100

/**
 * The runs of a day, and the discrepancies that were detected in it.
 * @param day `YYYY-MM-DD`, in UTC
 */
export async function getReconciliationReport(
  ctx: AppContext,
  { day, store }: { readonly day: string; readonly store: StoreName },
): Promise<ReconciliationReport> {
  const from = new Date(`${day}T00:00:00Z`)
  const span = { appId: ctx.app.appId, store, from, to: new Date(from.getTime() + dayMs - 1) }
  const [summary, runs, discrepancies] = await Promise.all([
    selectReconciliationSummary(ctx.db, span),
    selectReconciliationRuns(ctx.db, span, maxListLength),
    selectDiscrepancies(ctx.db, span, maxListLength),
  ])
  return {
    day,
    store,
    checkedCount: summary.checkedCount,
    discrepancyCount: summary.discrepancyCount,
    resolvedCount: summary.resolvedCount,
    ignoredCount: summary.ignoredCount,
    runs,
    discrepancies,
  }
}
