import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { acknowledgements } from '../tables/acknowledgements.ts'
import { apps } from '../tables/apps.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

export type AcknowledgementRow = typeof acknowledgements.$inferSelect

const toPayment = createRowMapper(payments)

export type StartedAcknowledgement = {
  readonly payment: PaymentRow
  readonly acknowledgement: AcknowledgementRow
  /** Whether the AppKey's settings have the payment acknowledged in the status that it has now. */
  readonly isDue: boolean
  /** Whether another payment of the same sale is to be acknowledged too, and not yet. */
  readonly waitsForOtherLines: boolean
}

/**
 * Claims an acknowledgement: the job recovery skips it until `nextAttemptAt`. Null if there is nothing to acknowledge.
 * `coalesce` keeps the planner from scanning the index of due acknowledgements.
 */
export async function updateAcknowledgementStarted(
  db: Db,
  { appId, paymentId, nextAttemptAt }: { appId: string; paymentId: string; nextAttemptAt: Date },
): Promise<StartedAcknowledgement | null> {
  const [acknowledgement] = await db.orm
    .update(acknowledgements)
    .set({ nextAttemptAt })
    .where(
      and(
        eq(acknowledgements.appId, appId),
        eq(acknowledgements.paymentId, paymentId),
        sql`coalesce(${acknowledgements.nextAttemptAt} > '-infinity', false)`,
      ),
    )
    .returning()
  if (acknowledgement === undefined) return null
  const [row] = await db.orm
    .select({
      payment: getTableColumns(payments),
      isDue: sql<boolean>`is_acknowledgement_due(${apps.acknowledgeOn}, ${payments.status}, ${payments.consumable})`,
      waitsForOtherLines: sql<boolean>`exists (
        select from payments other
        where other.app_id = ${payments.appId} and other.sale_key = ${payments.saleKey} and other.store = ${payments.store}
          and other.id <> ${payments.id} and other.acknowledgement_status = 'PENDING' and other.status <> 'REFUNDED'
          and not is_acknowledgement_due(${apps.acknowledgeOn}, other.status, other.consumable)
      )`,
    })
    .from(payments)
    .innerJoin(apps, eq(apps.appId, payments.appId))
    .where(and(eq(payments.appId, appId), eq(payments.id, paymentId)))
  return row === undefined ? null : { ...row, acknowledgement }
}

/** Makes every pending acknowledgement of an AppKey due, because its settings have changed. */
export async function updateAcknowledgementsDue({ sql }: Db, appId: string, now: Date): Promise<void> {
  await sql`
    update acknowledgements set next_attempt_at = ${now.toISOString()}::timestamptz
    where app_id = ${appId} and next_attempt_at is not null`
}

export type AcknowledgementProgress = {
  readonly appId: string
  readonly paymentId: string
  /** The `next_attempt_at` with which the attempt claimed the acknowledgement. */
  readonly claimedUntil: Date | null
  readonly attempts: number
  readonly lastError: string | null
  readonly storeAcknowledged: boolean
  readonly deadlineAt: Date | null
  readonly nextAttemptAt: Date
}

/**
 * Stores the result of an attempt; the status stays PENDING. Stores nothing if the acknowledgement has ended, was made due or was
 * claimed by another attempt since: then the time of the next attempt is no longer this attempt's to decide.
 */
export async function updateAcknowledgementProgress(
  db: Db,
  { appId, paymentId, claimedUntil, ...progress }: AcknowledgementProgress,
): Promise<void> {
  await db.orm
    .update(acknowledgements)
    .set(progress)
    .where(
      and(
        eq(acknowledgements.appId, appId),
        eq(acknowledgements.paymentId, paymentId),
        sql`${acknowledgements.nextAttemptAt} = ${claimedUntil?.toISOString() ?? null}::timestamptz`,
      ),
    )
}

export type AcknowledgementResult = {
  readonly appId: string
  readonly paymentId: string
  readonly status: 'ACKNOWLEDGED' | 'FAILED'
  /** Null if this server has attempted nothing. */
  readonly attempts: number | null
  readonly lastError: string | null
  readonly eventId: string
  readonly now: Date
}

/** PENDING → ACKNOWLEDGED or FAILED, with its event; null if the status is no longer PENDING. */
export async function updateAcknowledgementFinished(
  db: Db,
  result: AcknowledgementResult,
): Promise<PaymentRow | null> {
  const nowText = result.now.toISOString()
  const event = eventInsertSql(db, {
    from: 'payment_update',
    id: result.eventId,
    type: result.status === 'ACKNOWLEDGED' ? 'PAYMENT_ACKNOWLEDGED' : 'PAYMENT_ACKNOWLEDGEMENT_FAILED',
    occurredAt: nowText,
    previousStatus: db.sql`status`,
  })
  const [row] = await db.sql`
    with payment_update as (
      update payments set acknowledgement_status = ${result.status}
      where app_id = ${result.appId} and id = ${result.paymentId} and acknowledgement_status = 'PENDING'
      returning *
    ), acknowledgement_update as (
      update acknowledgements a
      set attempts = coalesce(${result.attempts}::int, a.attempts), last_error = ${result.lastError}::text, next_attempt_at = null,
          acknowledged_at = case when ${result.status} = 'ACKNOWLEDGED' then ${nowText}::timestamptz end
      from payment_update where a.app_id = ${result.appId} and a.payment_id = ${result.paymentId}
    ), event_insert as (${event}
    )
    select * from payment_update`
  return row === undefined ? null : toPayment(row)
}

export type AcknowledgementAlert = {
  readonly appId: string
  readonly paymentId: string
  readonly level: 'WARNING' | 'CRITICAL'
  readonly eventId: string
  readonly now: Date
}

/** Raises the alert level of a pending acknowledgement, with its event; false if the level was as high before. */
export async function updateAcknowledgementAlert(db: Db, alert: AcknowledgementAlert): Promise<boolean> {
  const event = eventInsertSql(db, {
    from: 'alert_update',
    id: alert.eventId,
    type: `PAYMENT_ACKNOWLEDGEMENT_${alert.level}`,
    occurredAt: alert.now.toISOString(),
    previousStatus: db.sql`status`,
  })
  const rows = await db.sql`
    with alert_update as (
      update acknowledgements a set alert_level = ${alert.level}
      from payments p
      where a.app_id = ${alert.appId} and a.payment_id = ${alert.paymentId} and p.app_id = ${alert.appId} and p.id = ${alert.paymentId}
        and p.acknowledgement_status = 'PENDING'
        and (a.alert_level is null or (a.alert_level = 'WARNING' and ${alert.level} = 'CRITICAL'))
      returning p.app_id, p.purchase_id, p.id, p.store, p.status
    )
    ${event}
    returning 1`
  return rows.length > 0
}

/**
 * PENDING or FAILED → PENDING, due now, with its job and the audit log; null if there is nothing to acknowledge, or if the payment has
 * another version.
 */
export async function resetAcknowledgement(
  db: Db,
  { appId, id, version }: Pick<PaymentRow, 'appId' | 'id' | 'version'>,
  action: OperatorAction,
): Promise<PaymentRow | null> {
  const [row] = await db.sql`
    with payment_update as (
      update payments set acknowledgement_status = 'PENDING'
      where app_id = ${appId} and id = ${id} and version = ${version} and acknowledgement_status in ('PENDING', 'FAILED')
      returning *
    ), acknowledgement_upsert as (
      insert into acknowledgements (app_id, payment_id, consumable, store_acknowledged, attempts, next_attempt_at)
      select app_id, id, consumable, false, 0, ${action.now.toISOString()}::timestamptz from payment_update
      on conflict (app_id, payment_id) do update set next_attempt_at = excluded.next_attempt_at
    ), ${operatorActionSql(db, 'payment_update', action)}, job_insert as (
      ${jobInsertSql(db, { task: 'acknowledge_payment', from: 'payment_update' })}
    )
    select payment_update.* from payment_update left join job_insert on true`
  return row === undefined ? null : toPayment(row)
}

export async function selectAcknowledgements(
  db: Db,
  appId: string,
  paymentIds: readonly string[],
): Promise<AcknowledgementRow[]> {
  return db.orm
    .select()
    .from(acknowledgements)
    .where(and(eq(acknowledgements.appId, appId), anyOf(acknowledgements.paymentId, paymentIds)))
}
