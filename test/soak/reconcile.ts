import type { Sql } from 'postgres'
import { eventually } from '../support/eventually.ts'
import { createServerClient } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs } from '../support/time.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { consumeAll } from './consume-page.ts'

export const reconciledStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const

export type ReportSummary = {
  readonly discrepancyCount: number
  /** The discrepancies that no run has resolved, with their descriptions. */
  readonly openDiscrepancies: readonly string[]
}

const idleTimeoutMs = 120_000

/** Several runs: each one continues where the limit of calls ended the one before. */
export async function reconcile(server: TestServer, sql: Sql): Promise<void> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await reconcileOnce(server, sql)
    await consumeAll(server)
    await waitForIdle(server, sql, idleTimeoutMs)
  }
}

export async function reconcileOnce(server: TestServer, sql: Sql): Promise<void> {
  const client = createServerClient(server)
  for (const store of reconciledStores) await client.mutate('startReconciliation', { store })
  await waitForIdle(server, sql, idleTimeoutMs)
  await eventually(() => expectReconciliationDone(sql), { timeoutMs: 60_000 })
}

async function expectReconciliationDone(sql: Sql): Promise<void> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from graphile_worker._private_jobs where key like 'reconcile%'`
  if (row?.open !== 0) throw new Error('reconciliation is still running')
}

/** What the reconciliation reports of the last days say. */
export async function summarizeReports(server: TestServer, days: number): Promise<ReportSummary> {
  const client = createServerClient(server)
  const text = `query ($day: Date!, $store: Store!) { reconciliationReport(day: $day, store: $store) {
    discrepancyCount openCount discrepancies { source description resolvedAt } } }`
  let discrepancyCount = 0
  const openDiscrepancies: string[] = []
  for (let daysAgo = 0; daysAgo < days; daysAgo += 1) {
    const day = new Date(server.emulator.now() - daysAgo * dayMs).toISOString().slice(0, 10)
    for (const store of reconciledStores) {
      const { reconciliationReport: report } = await client.query(text, { day, store })
      discrepancyCount += report.discrepancyCount
      const open = report.discrepancies.filter(({ resolvedAt }) => resolvedAt == null)
      openDiscrepancies.push(
        ...open.map(({ source, description }) => `${store} ${source}: ${description}`),
        // The list is limited, and the open ones come first.
        ...(open.length < report.openCount ? [`${store}: ${report.openCount - open.length} more`] : []),
      )
    }
  }
  return { discrepancyCount, openDiscrepancies }
}
