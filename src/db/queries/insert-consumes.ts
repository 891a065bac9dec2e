import type { Db } from '../client.ts'
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

/** The operation of the idempotency keys, also in `consume_payments`. */
export const consumeOperation = 'consumePayment'

const toPayment = createRowMapper(payments)

/**
 * Consumes payments by the database function `consume_payments`: status, consume, event and idempotency key in one statement. It
 * waits for no payment that another transaction has locked.
 * Returns the payments that it consumed. The others are locked, have another status or owner, belong to a suspended user, or their
 * idempotency key is in use.
 * @throws a lock timeout if another transaction keeps an idempotency key locked that it has inserted, or a deadlock if two calls insert
 *   the same keys in another order; then nothing was written
 */
export async function insertConsumes(db: Db, batch: ConsumeBatch): Promise<ConsumedPayment[]> {
  const { requests } = batch
  const rows = await db.sql<{ consumed_as: string }[]>`
    select (c.payment).*, c.consumed_as
    from consume_payments(
      ${batch.appId}::uuid, ${batch.consumedAt.toISOString()}::timestamptz, ${batch.consumedBy}::text, ${batch.serverKeyId}::uuid,
      ${batch.userId}::uuid, ${batch.scope}::text,
      ${requests.map(({ paymentId }) => paymentId)}::uuid[], ${requests.map(({ consumeId }) => consumeId)}::uuid[],
      ${requests.map(({ eventId }) => eventId)}::uuid[], ${requests.map(({ idempotencyKey }) => idempotencyKey)}::text[],
      ${requests.map(({ requestHash }) => requestHash)}::text[], ${requests.map(({ address }) => address)}::text[]
    ) c`
  return rows.map((row) => ({ payment: toPayment(row), consumeId: row.consumed_as }))
}
