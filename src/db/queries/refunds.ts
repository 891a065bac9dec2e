import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { refunds } from '../tables/refunds.ts'

export type RefundRow = typeof refunds.$inferSelect

const toRefund = createRowMapper(refunds)

/** The newest refunds of each payment, at most `limit` of each; newest first. */
export async function selectRefundsOfPayments(
  { sql }: Db,
  appId: string,
  paymentIds: readonly string[],
  limit: number,
): Promise<RefundRow[]> {
  const rows = await sql`
    select newest.*
    from unnest(${[...new Set(paymentIds)]}::uuid[]) as payment (id)
    cross join lateral (
      select * from refunds r where r.app_id = ${appId} and r.payment_id = payment.id order by r.id desc limit ${limit}
    ) newest
    order by newest.id desc`
  return rows.map(toRefund)
}

/** Newest first. */
export async function selectRefundsOfUser(
  db: Db,
  appId: string,
  page: { readonly userId: string; readonly after: string | null; readonly limit: number },
): Promise<RefundRow[]> {
  return db.orm
    .select()
    .from(refunds)
    .where(
      and(
        eq(refunds.appId, appId),
        eq(refunds.userId, page.userId),
        page.after === null ? undefined : lt(refunds.id, page.after),
      ),
    )
    .orderBy(desc(refunds.id))
    .limit(page.limit)
}

export async function selectRefund(db: Db, appId: string, id: string): Promise<RefundRow | null> {
  const [row] = await db.orm
    .select()
    .from(refunds)
    .where(and(eq(refunds.appId, appId), eq(refunds.id, id)))
  return row ?? null
}
