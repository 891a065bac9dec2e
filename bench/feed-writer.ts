import { pino } from 'pino'
import { readConfig } from '../src/config/config.ts'
import { createDeps } from '../src/deps.ts'
import { encodeId, newUuid } from '../src/platform/ids.ts'
import { benchSecret, type BenchEnvironment } from './bench-environment.ts'
import { seriesIdSql } from './series-id.ts'

export type FeedWriter = {
  /**
   * Consumes some payments of the series, commits one event for each of them and notifies the readers, as another API process
   * would. Returns the time of the commit by event and by purchase, in milliseconds since 1970.
   */
  readonly commitEvents: (series: string, from: number, count: number) => Promise<CommitTimes>
  close: () => Promise<void>
}

type CommitTimes = { readonly byEvent: Record<string, number>; readonly byPurchase: Record<string, number> }

export async function startFeedWriter(
  { databaseUrl, redisUrl }: BenchEnvironment,
  appId: string,
): Promise<FeedWriter> {
  const config = readConfig({
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COINSLOT_SECRET: benchSecret,
  })
  const log = pino({ level: 'silent' })
  const { services, close } = await createDeps({ config, log, databaseUrl, secrets: [benchSecret] })
  const { db, events } = services
  return {
    commitEvents: async (series, from, count) => {
      const ids = Array.from({ length: count }, () => newUuid())
      const rows = await db.sql.unsafe<{ id: string; purchase_id: string }[]>(
        `with changed as (
           update payments p set status = 'CONSUMED'
           from jsonb_array_elements_text($2::text::jsonb) with ordinality given (event, place)
           where p.app_id = $1::uuid and p.id = ${seriesIdSql(series, '(given.place + $3::int)')}
           returning given.event, p.id, p.purchase_id
         )
         insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status)
         select $1::uuid, event::uuid, 'PAYMENT_CONSUMED', now(), purchase_id, id, 'TEST_STORE', 'PAID', 'CONSUMED' from changed
         returning id, purchase_id`,
        [appId, JSON.stringify(ids), from],
      )
      const at = performance.timeOrigin + performance.now()
      events.notifyCommitted(appId)
      return {
        byEvent: Object.fromEntries(rows.map((row) => [encodeId('evt', row.id), at])),
        byPurchase: Object.fromEntries(rows.map((row) => [encodeId('pur', row.purchase_id), at])),
      }
    },
    close,
  }
}
