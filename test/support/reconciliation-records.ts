import type { Sql } from 'postgres'

export type StoredRun = { source: string; checked_count: number; last_error: string | null; ended: boolean }

export async function selectRuns(sql: Sql, source: string): Promise<readonly StoredRun[]> {
  return sql<StoredRun[]>`
    select source, checked_count, last_error, ended_at is not null as ended from reconciliation_runs
    where source = ${source} order by started_at, id`
}

export type StoredDiscrepancy = { subject: string; description: string; resolved: boolean; run_id: string }

export async function selectDiscrepancies(sql: Sql, source: string): Promise<readonly StoredDiscrepancy[]> {
  return sql<StoredDiscrepancy[]>`
    select subject, description, resolved_at is not null as resolved, run_id from reconciliation_discrepancies
    where source = ${source} order by detected_at, id`
}

export async function truncateReconciliations(sql: Sql): Promise<void> {
  await sql`truncate reconciliation_jobs, reconciliation_runs, reconciliation_discrepancies`
}
