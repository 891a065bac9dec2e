import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { reconciliationDiscrepancies } from '../tables/reconciliations.ts'
import type { DiscrepancyRow } from './reconciliation-discrepancies.ts'

const toDiscrepancy = createRowMapper(reconciliationDiscrepancies)

export async function selectDiscrepancy(db: Db, appId: string, id: string): Promise<DiscrepancyRow | null> {
  const [row] = await db.orm
    .select()
    .from(reconciliationDiscrepancies)
    .where(and(eq(reconciliationDiscrepancies.appId, appId), eq(reconciliationDiscrepancies.id, id)))
  return row ?? null
}

/** The newest discrepancies of each purchase that are not resolved, each subject once; newest first. */
export async function selectDiscrepanciesOfPurchases(
  { sql }: Db,
  appId: string,
  purchaseIds: readonly string[],
): Promise<DiscrepancyRow[]> {
  const rows = await sql`
    select newest.*
    from unnest(${[...new Set(purchaseIds)]}::uuid[]) as purchase (id)
    cross join lateral (
      select * from (
        select distinct on (d.source, d.subject) d.* from reconciliation_discrepancies d
        where d.app_id = ${appId} and d.purchase_id = purchase.id and d.resolved_at is null
        order by d.source, d.subject, d.detected_at desc, d.id desc
      ) subjects
      order by detected_at desc, id desc limit 20
    ) newest
    order by newest.detected_at desc, newest.id desc`
  return rows.map(toDiscrepancy)
}

type Subject = Pick<DiscrepancyRow, 'appId' | 'id' | 'store' | 'source' | 'subject'>

/**
 * Marks a discrepancy as ignored: what runs have detected about its subject so far, and what later ones have detected in the same
 * words. False, and no change, if all of that is ignored or resolved already.
 */
export async function updateDiscrepancyIgnored(
  db: Db,
  discrepancy: Subject & Pick<DiscrepancyRow, 'description' | 'detectedAt'>,
  action: OperatorAction,
): Promise<boolean> {
  const { appId, id, store, source, subject, description } = discrepancy
  // The limit makes the planner use the index of open subjects.
  const rows = await db.sql`
    with open as materialized (
      select d.id from reconciliation_discrepancies d
      where d.app_id = ${appId} and d.store = ${store} and d.source = ${source} and d.subject = ${subject}
        and d.resolved_at is null and d.ignored_at is null
        and (d.detected_at <= ${discrepancy.detectedAt.toISOString()}::timestamptz or starts_with(${description}, d.description))
      limit 10000
    ), discrepancy_update as (
      update reconciliation_discrepancies d
      set ignored_at = ${action.now.toISOString()}::timestamptz, ignore_reason = ${action.audit.reason},
          ignored_description = ${description}
      from open where d.app_id = ${appId} and d.id = open.id and d.resolved_at is null and d.ignored_at is null
      returning d.id
    ), changed as (
      select ${appId}::uuid as app_id, ${id}::uuid as id from discrepancy_update limit 1
    ), ${operatorActionSql(db, 'changed', action)}
    select from changed`
  return rows.length > 0
}

/** Opens an ignored discrepancy again. False, and no change, if it is not ignored. */
export async function updateDiscrepancyReopened(
  db: Db,
  { appId, id, store, source, subject }: Subject,
  action: OperatorAction,
): Promise<boolean> {
  const rows = await db.sql`
    with ignored as materialized (
      select d.id from reconciliation_discrepancies d
      where d.app_id = ${appId} and d.store = ${store} and d.source = ${source} and d.subject = ${subject}
        and d.resolved_at is null and d.ignored_at is not null
      limit 10000
    ), discrepancy_update as (
      update reconciliation_discrepancies d set ignored_at = null, ignore_reason = null, ignored_description = null
      from ignored where d.app_id = ${appId} and d.id = ignored.id and d.ignored_at is not null
      returning d.id
    ), changed as (
      select ${appId}::uuid as app_id, ${id}::uuid as id from discrepancy_update limit 1
    ), ${operatorActionSql(db, 'changed', action)}
    select from changed`
  return rows.length > 0
}
