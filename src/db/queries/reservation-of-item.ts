import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { purchases } from '../tables/purchases.ts'
import type { PurchaseRow } from './purchases.ts'

export type ReservationOfItem = Pick<PurchaseRow, 'appId' | 'userId' | 'store' | 'itemId'> & {
  /** A reservation that has expired counts if it was made since then. */
  readonly expiredSince: Date
  readonly until: Date
}

/** The newest purchases of a user among which the reservation is looked for. */
const maxPurchases = 200

const toPurchase = createRowMapper(purchases)

/** The last reservation of an item by a user that nothing has fulfilled; null if there is none. */
export async function selectReservationOfItem(
  { sql }: Db,
  { appId, userId, store, itemId, expiredSince, until }: ReservationOfItem,
): Promise<PurchaseRow | null> {
  const [row] = await sql`
    select * from (
      select * from purchases where user_id = ${userId} and app_id = ${appId} order by id desc limit ${maxPurchases}
    ) p
    where p.store = ${store} and p.item_id = ${itemId} and p.requested_at <= ${until.toISOString()}::timestamptz
      and (p.status in ('REQUESTED', 'PENDING')
        or p.status = 'EXPIRED' and p.requested_at >= ${expiredSince.toISOString()}::timestamptz)
    order by p.id desc limit 1`
  return row === undefined ? null : toPurchase(row)
}
