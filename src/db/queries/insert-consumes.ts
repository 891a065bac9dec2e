import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { idempotencyInsertSql } from '../fragments/idempotency-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { ConsumeRow } from './consumes.ts'
import type { PaymentRow } from './payments.ts'

/** Consumes by one caller, of one AppKey, at one time. */
export type ConsumeBatch = Pick<ConsumeRow, 'appId' | 'consumedAt' | 'consumedBy' | 'serverKeyId'> & {
  /** Only payments of this user; null for callers that may consume every payment. */
  readonly userId: string | null
  /** The scope of the idempotency keys; null: each in the scope of its payment's user. */
  readonly scope: string | null
  readonly requests: readonly ConsumeRequest[]
}

export type ConsumeRequest = {
  readonly paymentId: string
  readonly consumeId: string
  readonly eventId: string
  readonly idempotencyKey: string | null
  readonly requestHash: string
}

/** A payment that was consumed, and the id of its consume. */
export type ConsumedPayment = { readonly payment: PaymentRow; readonly consumeId: string }

export const consumeOperation = 'consumePayment'

const toPayment = createRowMapper(payments)

/**
 * Consumes payments: status, consume, event and idempotency key in one statement, guarded by the expected status. The idempotency
 * key is checked by a scalar subquery: a join would scan the scope while the table has no statistics.
 * Returns the payments that it consumed. The others have another status or owner, or their idempotency key is in use.
 * @throws a unique violation if two requests race for one idempotency key, a deadlock if two batches lock the same payments in
 *   different order; then nothing was written
 */
export async function insertConsumes(db: Db, batch: ConsumeBatch): Promise<ConsumedPayment[]> {
  const { sql } = db
  const { requests } = batch
  const nowText = batch.consumedAt.toISOString()
  const idempotency = {
    operation: consumeOperation,
    scope: sql`coalesce(${batch.scope}::text, 'user:' || user_id)`,
    key: sql`idempotency_key`,
    requestHash: sql`request_hash`,
  }
  const event = eventInsertSql(db, {
    from: 'payment_update',
    id: sql`event_id`,
    type: 'PAYMENT_CONSUMED',
    occurredAt: nowText,
    previousStatus: 'PAID',
  })
  const rows = await sql<{ consume_id: string }[]>`
    with request as (
      select * from unnest(
        ${requests.map((request) => request.paymentId)}::uuid[], ${requests.map((request) => request.consumeId)}::uuid[],
        ${requests.map((request) => request.eventId)}::uuid[], ${requests.map((request) => request.idempotencyKey)}::text[],
        ${requests.map((request) => request.requestHash)}::text[]
      ) as r (payment_id, consume_id, event_id, idempotency_key, request_hash)
    ), payment_update as (
      update payments p set status = 'CONSUMED'
      from request r
      where p.app_id = ${batch.appId} and p.id = r.payment_id and p.status = 'PAID' and p.consumable
        and (${batch.userId}::uuid is null or p.user_id = ${batch.userId}::uuid)
        and (
          select true from idempotency_keys k
          where k.app_id = ${batch.appId} and k.operation = ${consumeOperation}
            and k.scope = coalesce(${batch.scope}::text, 'user:' || p.user_id) and k.key = r.idempotency_key
        ) is null
      returning p.*, r.consume_id, r.event_id, r.idempotency_key, r.request_hash
    ), consume_insert as (
      insert into consumes (app_id, payment_id, id, consumed_at, consumed_by, server_key_id, idempotency_key)
      select app_id, id, consume_id, ${nowText}::timestamptz, ${batch.consumedBy}, ${batch.serverKeyId}::uuid, idempotency_key
      from payment_update
    ), idempotency_insert as (${idempotencyInsertSql(db, 'payment_update', idempotency, nowText)}
    ), event_insert as (${event}
    )
    select * from payment_update`
  return rows.map((row) => ({ payment: toPayment(row), consumeId: row.consume_id }))
}
