import {
  listDifferences,
  listReconciliationRuns,
  summarizeReconciliation,
} from '../../db/queries/reconciliation-discrepancies.ts'
import type { StoreName } from '../../stores/contract.ts'
import type { AppContext } from '../context.ts'
import type { DifferenceRow, ReconciliationRunRow } from '../models.ts'

export type ReconciliationReport = {
  readonly day: string
  readonly store: StoreName
  readonly checked: number
  readonly discrepancyCount: number
  readonly resolvedCount: number
  readonly runs: readonly ReconciliationRunRow[]
  readonly differences: readonly DifferenceRow[]
}

const dayMs = 24 * 60 * 60_000
const longestList = 100

/** @param day `YYYY-MM-DD`, in UTC */
export async function getReconciliationReport(
  ctx: AppContext,
  { day, store }: { readonly day: string; readonly store: StoreName },
): Promise<ReconciliationReport> {
  const from = new Date(`${day}T00:00:00Z`)
  const span = { appId: ctx.app.appId, store, from, to: new Date(from.getTime() + dayMs - 1) }
  const [{ checked, found, healed }, runs, differences] = await Promise.all([
    summarizeReconciliation(ctx.db, span),
    listReconciliationRuns(ctx.db, span, longestList),
    listDifferences(ctx.db, span, longestList),
  ])
  return { day, store, checked, discrepancyCount: found, resolvedCount: healed, runs, differences }
}
