import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../any-of.ts'
import { createRowMapper } from '../rows.ts'
import { payments } from '../tables/payments.ts'
import { settlements } from '../tables/settlements.ts'
import { findPayment, type PaymentRow } from './payments.ts'

export type SettlementRow = typeof settlements.$inferSelect

const toPayment = createRowMapper(payments)

/** Takes a settlement up: whoever looks for forgotten ones lets it be until `takenUntil`. Null if nothing is to be settled. */
export async function beginSettlement(
  db: Db,
  { appId, paymentId, takenUntil }: { appId: string; paymentId: string; takenUntil: Date },
): Promise<{ readonly payment: PaymentRow; readonly settlement: SettlementRow } | null> {
  const [settlement] = await db.orm
    .update(settlements)
    .set({ nextAt: takenUntil })
    .where(
      and(
        eq(settlements.appId, appId),
        eq(settlements.paymentId, paymentId),
        sql`coalesce(${settlements.nextAt} > '-infinity', false)`,
      ),
    )
    .returning()
  const payment = settlement === undefined ? null : await findPayment(db, appId, paymentId)
  return settlement === undefined || payment === null ? null : { payment, settlement }
}

/** Has every settlement of an AppKey that waits looked at anew, because its rules have changed. */
export async function wakeSettlements({ sql }: Db, appId: string, now: Date): Promise<void> {
  await sql`
    update settlements set next_at = ${now.toISOString()}::timestamptz
    where app_id = ${appId} and next_at is not null`
}

export type SettlementNote = {
  readonly appId: string
  readonly paymentId: string
  readonly attempts: number
  readonly lastError: string | null
  readonly acknowledged: boolean
  readonly deadline: Date | null
  readonly nextAt: Date
}

/** Notes how far it came; the status stays WAITING. */
export async function noteSettlement(db: Db, { appId, paymentId, ...note }: SettlementNote): Promise<void> {
  await db.orm
    .update(settlements)
    .set(note)
    .where(and(eq(settlements.appId, appId), eq(settlements.paymentId, paymentId)))
}

export type SettlementEnd = {
  readonly appId: string
  readonly paymentId: string
  readonly status: 'DONE' | 'FAILED'
  readonly attempts: number
  readonly lastError: string | null
  readonly eventId: string
  readonly now: Date
}

/** WAITING → DONE or FAILED, with its event; null if it was not WAITING any more. */
export async function endSettlement({ sql }: Db, end: SettlementEnd): Promise<PaymentRow | null> {
  const now = end.now.toISOString()
  const type = end.status === 'DONE' ? 'PAYMENT_SETTLED' : 'PAYMENT_SETTLEMENT_FAILED'
  const [row] = await sql`
    with moved as (
      update payments set settlement_status = ${end.status}
      where app_id = ${end.appId} and id = ${end.paymentId} and settlement_status = 'WAITING'
      returning *
    ), noted as (
      update settlements s
      set attempts = ${end.attempts}::int, last_error = ${end.lastError}::text, next_at = null,
          settled_at = case when ${end.status} = 'DONE' then ${now}::timestamptz end
      from moved where s.app_id = ${end.appId} and s.payment_id = moved.id
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select app_id, ${end.eventId}::uuid, ${type}, ${now}::timestamptz, purchase_id, id, store, status, status from moved
    )
    select * from moved`
  return row === undefined ? null : toPayment(row)
}

export type SettlementAlarm = {
  readonly appId: string
  readonly paymentId: string
  readonly level: 'WARNING' | 'ALARM'
  readonly eventId: string
  readonly now: Date
}

/** Raises the alarm of a settlement that waits, with its event; false if it was raised as high before. */
export async function raiseAlarm({ sql }: Db, alarm: SettlementAlarm): Promise<boolean> {
  const rows = await sql`
    with raised as (
      update settlements s set alarm = ${alarm.level}
      from payments p
      where s.app_id = ${alarm.appId} and s.payment_id = ${alarm.paymentId} and p.app_id = s.app_id and p.id = s.payment_id
        and p.settlement_status = 'WAITING' and (s.alarm is null or (s.alarm = 'WARNING' and ${alarm.level} = 'ALARM'))
      returning p.purchase_id, p.id, p.store, p.status
    )
    insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
    select ${alarm.appId}::uuid, ${alarm.eventId}::uuid, ${`PAYMENT_SETTLEMENT_${alarm.level}`},
           ${alarm.now.toISOString()}::timestamptz, purchase_id, id, store, status, status
    from raised
    returning 1`
  return rows.length > 0
}

export async function findSettlements(
  db: Db,
  appId: string,
  paymentIds: readonly string[],
): Promise<SettlementRow[]> {
  return db.orm
    .select()
    .from(settlements)
    .where(and(eq(settlements.appId, appId), anyOf(settlements.paymentId, paymentIds)))
}
