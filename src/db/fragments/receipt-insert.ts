import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { RefundSource } from '../tables/payments.ts'

/** An answer of a store about a payment. */
export type NewReceipt = {
  readonly id: string
  /** What caused the reading. */
  readonly source: RefundSource
  /** As received. */
  readonly raw: string
}

/** Stores the answer of the store for the payment of a CTE; nothing without an answer. */
export function receiptInsertSql(
  { sql }: Db,
  from: string,
  receipt: NewReceipt | null,
  receivedAt: string,
): Fragment {
  return sql`
      insert into receipts (app_id, id, payment_id, received_at, source, raw)
      select app_id, ${receipt?.id ?? null}::uuid, id, ${receivedAt}::timestamptz, ${receipt?.source ?? null}::text, ${receipt?.raw ?? null}::text
      from ${sql(from)} where ${receipt !== null}::boolean`
}
