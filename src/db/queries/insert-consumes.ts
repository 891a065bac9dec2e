import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { idempotencyInsertSql } from '../fragments/idempotency-insert.ts'
import { isSuspendedSql } from '../fragments/is-suspended.ts'
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
  /** IP address of the caller. */
  readonly address: string | null
}

/** A payment that was consumed, and the id of its consume. */
export type ConsumedPayment = { readonly payment: PaymentRow; readonly consumeId: string }

export const consumeOperation = 'consumePayment'

/** A request waits this long for a transaction that has inserted its idempotency key. Only that lasts longer than a moment. */
const keyLockTimeoutMs = 500

const toPayment = createRowMapper(payments)

/**
 * Consumes payments: status, consume, event and idempotency key in one statement, guarded by the expected status. It waits for no
 * row: a payment that another transaction has locked is left out, so that it delays no other payment. The idempotency key is
 * checked by a scalar subquery, and the payments are found by an array of ids: a join could scan all payments of the AppKey.
 * Returns the payments that it consumed. The others are locked, have another status or owner, belong to a suspended user, or their
 * idempotency key is in use.
 * @throws a unique violation if two requests race for one idempotency key, a lock timeout if another transaction keeps an
 *   idempotency key locked that it has inserted; then nothing was written
 */
export async function insertConsumes(db: Db, batch: ConsumeBatch): Promise<ConsumedPayment[]> {
  const { sql } = db
  const { requests } = batch
  const paymentIds = requests.map((request) => request.paymentId)
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
    with request as (${requestSql(db, requests)}
    ), settings as materialized (
      select set_config('lock_timeout', ${String(keyLockTimeoutMs)}, true)
    ), unlocked as materialized (
      select p.id from payments p
      where p.app_id = ${batch.appId} and p.id = any(${paymentIds}::uuid[]) and p.status = 'PAID' and p.consumable
        and (${batch.userId}::uuid is null or p.user_id = ${batch.userId}::uuid)
        and (select true from settings) and not ${isSuspendedSql(db, batch.appId, sql`p.user_id`)}
      for update of p skip locked
    ), payment_update as (
      update payments p set status = 'CONSUMED'
      from request r join unlocked on unlocked.id = r.payment_id
      where p.app_id = ${batch.appId} and p.id = any(${paymentIds}::uuid[]) and p.id = r.payment_id and p.status = 'PAID'
        and (
          select true from idempotency_keys k
          where k.app_id = ${batch.appId} and k.operation = ${consumeOperation}
            and k.scope = coalesce(${batch.scope}::text, 'user:' || p.user_id) and k.key = r.idempotency_key
        ) is null
      returning p.*, r.consume_id, r.event_id, r.idempotency_key, r.request_hash, r.address
    ), consume_insert as (
      insert into consumes (app_id, payment_id, id, consumed_at, consumed_by, server_key_id, idempotency_key, address)
      select app_id, id, consume_id, ${nowText}::timestamptz, ${batch.consumedBy}, ${batch.serverKeyId}::uuid, idempotency_key, address
      from payment_update
    ), idempotency_insert as (${idempotencyInsertSql(db, 'payment_update', idempotency, nowText)}
    ), event_insert as (${event}
    )
    select * from payment_update`
  return rows.map((row) => ({ payment: toPayment(row), consumeId: row.consume_id }))
}

function requestSql({ sql }: Db, requests: readonly ConsumeRequest[]): Fragment {
  return sql`
      select * from unnest(
        ${requests.map(({ paymentId }) => paymentId)}::uuid[], ${requests.map(({ consumeId }) => consumeId)}::uuid[],
        ${requests.map(({ eventId }) => eventId)}::uuid[], ${requests.map(({ idempotencyKey }) => idempotencyKey)}::text[],
        ${requests.map(({ requestHash }) => requestHash)}::text[], ${requests.map(({ address }) => address)}::text[]
      ) as r (payment_id, consume_id, event_id, idempotency_key, request_hash, address)`
}
