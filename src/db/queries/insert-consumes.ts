import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { ConsumeRow } from './consumes.ts'
import type { PaymentRow } from './payments.ts'

/** Whose consumes these are: one caller's, of one AppKey, at one time. */
export type ConsumeBatch = Pick<ConsumeRow, 'appId' | 'consumedAt' | 'consumedBy' | 'serverKeyId'> & {
  /** Only this user's payments; null for callers that may consume anybody's. */
  readonly userId: string | null
  /** The scope of the idempotency keys; null: each in the scope of its payment's user. */
  readonly scope: string | null
  readonly wishes: readonly ConsumeRequest[]
}

export type ConsumeRequest = {
  readonly paymentId: string
  readonly consumeId: string
  readonly eventId: string
  readonly idempotencyKey: string | null
  readonly fingerprint: string
}

/** A payment that was consumed, and by which wish. */
export type ConsumedPayment = { readonly payment: PaymentRow; readonly consumeId: string }

export const consumeOperation = 'consumePayment'

const toPayment = createRowMapper(payments)

/**
 * Uses payments up: state, consume, event and idempotency key in one statement, guarded by the state it expects. The key is
 * looked up by a subquery of its own: joined, it would be read by scope alone as long as there are no statistics.
 * Returns the payments that it consumed; for each of the others, somebody or something was there first.
 * @throws a unique violation if two wishes race for one idempotency key, a deadlock if two batches lock crosswise;
 *   then nothing was written
 */
export async function insertConsumes(db: Db, batch: ConsumeBatch): Promise<ConsumedPayment[]> {
  const { sql } = db
  const { wishes: requests } = batch
  const now = batch.consumedAt.toISOString()
  const rows = await sql<{ consume_id: string }[]>`
    with wish as (
      select * from unnest(
        ${requests.map((request) => request.paymentId)}::uuid[], ${requests.map((request) => request.consumeId)}::uuid[],
        ${requests.map((request) => request.eventId)}::uuid[], ${requests.map((request) => request.idempotencyKey)}::text[],
        ${requests.map((request) => request.fingerprint)}::text[]
      ) as w (payment_id, consume_id, event_id, idempotency_key, fingerprint)
    ), consumed as (
      update payments p set status = 'CONSUMED'
      from wish w
      where p.app_id = ${batch.appId} and p.id = w.payment_id and p.status = 'PAID' and p.consumable
        and (${batch.userId}::uuid is null or p.user_id = ${batch.userId}::uuid)
        and (
          select true from idempotency_keys k
          where k.app_id = ${batch.appId} and k.operation = ${consumeOperation}
            and k.scope = coalesce(${batch.scope}::text, 'user:' || p.user_id) and k.key = w.idempotency_key
        ) is null
      returning p.*, w.consume_id, w.event_id, w.idempotency_key, w.fingerprint
    ), consume as (
      insert into consumes (app_id, payment_id, id, consumed_at, consumed_by, server_key_id, idempotency_key)
      select app_id, id, consume_id, ${now}::timestamptz, ${batch.consumedBy}, ${batch.serverKeyId}::uuid, idempotency_key
      from consumed
    ), keyed as (
      insert into idempotency_keys (app_id, operation, scope, key, fingerprint, subject_id, created_at)
      select app_id, ${consumeOperation}, coalesce(${batch.scope}::text, 'user:' || user_id), idempotency_key, fingerprint, id, ${now}::timestamptz
      from consumed where idempotency_key is not null
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select app_id, event_id, 'PAYMENT_CONSUMED', ${now}::timestamptz, purchase_id, id, store, 'PAID', status
      from consumed
    )
    select * from consumed`
  return rows.map((row) => ({ payment: toPayment(row), consumeId: row.consume_id }))
}
