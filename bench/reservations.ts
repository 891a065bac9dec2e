import postgres from 'postgres'
import type { BenchStore } from './emulator-client.ts'
import { md5Uuid, seriesIdOf, seriesIdSql } from './series-id.ts'

/** The id of the n-th reservation of a series, and its account token, the same here and in SQL. */
export const reservationIdSql = (series: string, n: string) => seriesIdSql(`reservation-${series}`, n)

export function reservationOf(
  series: string,
  n: number,
): { readonly id: string; readonly accountToken: string } {
  return { id: seriesIdOf(`reservation-${series}`, n), accountToken: md5Uuid(`token-${series}-${n}`) }
}

const userCount = 2_000

/** Inserts open reservations of an item, numbered from 1, for many users. */
export async function insertReservations(
  databaseUrl: string,
  reservations: {
    readonly appId: string
    readonly store: BenchStore
    readonly series: string
    readonly count: number
    readonly itemId: string
    readonly storeProductId: string
  },
): Promise<void> {
  const { appId, store, series, count, itemId, storeProductId } = reservations
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql`
      insert into users (app_id, id, external_id, registered_at)
      select ${appId}, md5('bench user ' || n)::uuid, 'bench ' || n, now() from generate_series(1, ${userCount}) n
      on conflict do nothing`
    await sql`
      insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at)
      select ${appId}, ${sql.unsafe(reservationIdSql(series, 'n'))}, md5('bench user ' || n % ${userCount} + 1)::uuid,
             (select id from items where app_id = ${appId} and external_id = ${itemId}), ${store}, 'REQUESTED',
             md5(${`token-${series}-`} || n)::uuid, ${storeProductId}, now(), now() + interval '1 day'
      from generate_series(1, ${count}::int) n`
  } finally {
    await sql.end()
  }
}
