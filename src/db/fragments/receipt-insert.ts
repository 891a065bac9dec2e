import type { Fragment } from 'postgres'
import { erasedContent } from '../../platform/erased-content.ts'
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

/** Stores the answer of the store for the payment of a CTE; nothing without an answer, and not what it says about an erased user. */
export function receiptInsertSql(
  { sql }: Db,
  from: string,
  receipt: NewReceipt | null,
  receivedAt: string,
): Fragment {
  return sql`
      insert into receipts (app_id, id, payment_id, received_at, source, raw)
      select r.app_id, ${receipt?.id ?? null}::uuid, r.id, ${receivedAt}::timestamptz, ${receipt?.source ?? null}::text,
             case when exists (
               select from users u where u.app_id = r.app_id and u.id = r.user_id and u.erased_at is not null
             ) then ${erasedContent} else ${receipt?.raw ?? null}::text end
      from ${sql(from)} r where ${receipt !== null}::boolean`
}
