import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import { acknowledgements } from '../tables/acknowledgements.ts'
import { selectPayment, type PaymentRow } from './payments.ts'

export type AcknowledgementRow = typeof acknowledgements.$inferSelect

const toPayment = createRowMapper(payments)

/** Takes a acknowledgement up: whoever looks for forgotten ones lets it be until `takenUntil`. Null if nothing is to be acknowledged. */
export async function updateAcknowledgementStarted(
  db: Db,
  { appId, paymentId, takenUntil: nextAttemptAt }: { appId: string; paymentId: string; takenUntil: Date },
): Promise<{ readonly payment: PaymentRow; readonly acknowledgement: AcknowledgementRow } | null> {
  const [acknowledgement] = await db.orm
    .update(acknowledgements)
    .set({ nextAt: nextAttemptAt })
    .where(
      and(
        eq(acknowledgements.appId, appId),
        eq(acknowledgements.paymentId, paymentId),
        sql`coalesce(${acknowledgements.nextAt} > '-infinity', false)`,
      ),
    )
    .returning()
  const payment = acknowledgement === undefined ? null : await selectPayment(db, appId, paymentId)
  return acknowledgement === undefined || payment === null ? null : { payment, acknowledgement }
}

/** Has every acknowledgement of an AppKey that waits looked at anew, because its rules have changed. */
export async function updateAcknowledgementsDue({ sql }: Db, appId: string, now: Date): Promise<void> {
  await sql`
    update acknowledgements set next_at = ${now.toISOString()}::timestamptz
    where app_id = ${appId} and next_at is not null`
}

export type AcknowledgementProgress = {
  readonly appId: string
  readonly paymentId: string
  readonly attempts: number
  readonly lastError: string | null
  readonly acknowledged: boolean
  readonly deadline: Date | null
  readonly nextAt: Date
}

/** Notes how far it came; the status stays PENDING. */
export async function updateAcknowledgementProgress(
  db: Db,
  { appId, paymentId, ...progress }: AcknowledgementProgress,
): Promise<void> {
  await db.orm
    .update(acknowledgements)
    .set(progress)
    .where(and(eq(acknowledgements.appId, appId), eq(acknowledgements.paymentId, paymentId)))
}

export type AcknowledgementResult = {
  readonly appId: string
  readonly paymentId: string
  readonly status: 'ACKNOWLEDGED' | 'FAILED'
  readonly attempts: number
  readonly lastError: string | null
  readonly eventId: string
  readonly now: Date
}

/** PENDING → ACKNOWLEDGED or FAILED, with its event; null if it was not PENDING any more. */
export async function updateAcknowledgementFinished(
  { sql }: Db,
  result: AcknowledgementResult,
): Promise<PaymentRow | null> {
  const now = result.now.toISOString()
  const type = result.status === 'ACKNOWLEDGED' ? 'PAYMENT_ACKNOWLEDGED' : 'PAYMENT_ACKNOWLEDGEMENT_FAILED'
  const [row] = await sql`
    with moved as (
      update payments set acknowledgement_status = ${result.status}
      where app_id = ${result.appId} and id = ${result.paymentId} and acknowledgement_status = 'PENDING'
      returning *
    ), noted as (
      update acknowledgements s
      set attempts = ${result.attempts}::int, last_error = ${result.lastError}::text, next_at = null,
          acknowledged_at = case when ${result.status} = 'ACKNOWLEDGED' then ${now}::timestamptz end
      from moved where s.app_id = ${result.appId} and s.payment_id = moved.id
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select app_id, ${result.eventId}::uuid, ${type}, ${now}::timestamptz, purchase_id, id, store, status, status from moved
    )
    select * from moved`
  return row === undefined ? null : toPayment(row)
}

export type AcknowledgementAlert = {
  readonly appId: string
  readonly paymentId: string
  readonly level: 'WARNING' | 'CRITICAL'
  readonly eventId: string
  readonly now: Date
}

/** Raises the alarm of a acknowledgement that waits, with its event; false if it was raised as high before. */
export async function updateAcknowledgementAlert({ sql }: Db, alert: AcknowledgementAlert): Promise<boolean> {
  const rows = await sql`
    with raised as (
      update acknowledgements s set alarm = ${alert.level}
      from payments p
      where s.app_id = ${alert.appId} and s.payment_id = ${alert.paymentId} and p.app_id = s.app_id and p.id = s.payment_id
        and p.acknowledgement_status = 'PENDING' and (s.alarm is null or (s.alarm = 'WARNING' and ${alert.level} = 'CRITICAL'))
      returning p.purchase_id, p.id, p.store, p.status
    )
    insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
    select ${alert.appId}::uuid, ${alert.eventId}::uuid, ${`PAYMENT_ACKNOWLEDGEMENT_${alert.level}`},
           ${alert.now.toISOString()}::timestamptz, purchase_id, id, store, status, status
    from raised
    returning 1`
  return rows.length > 0
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
