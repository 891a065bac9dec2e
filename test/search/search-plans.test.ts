import { selectSearchHits } from '../../src/db/queries/search.ts'
import type { Db } from '../../src/db/client.ts'
import { copyRows } from '../database/large-app.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { appIdOf } from '../support/operators.ts'
import { buyItem, toStoreProductId } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { unattributedSaleTest as test } from '../support/unattributed-sale-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const tables = ['users', 'purchases', 'payments', 'notifications', 'audit_log', 'unattributed_sales']
/** Rows of each table; a plan that reads by the AppKey alone reads all of them. */
const copies = 2_000

test('a search reads only the rows that it finds, whatever the statistics know of the AppKey', async ({
  emulator,
  buyer,
  admin,
  project,
  notifications,
  sql,
}) => {
  const { payment, purchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId: toStoreProductId('coins_500') })
  await notifications.waitForIdle()
  await admin.mutate('transferPayment', { paymentId: payment.id, toUserId: buyer.userId, reason: 'x' })
  const appId = appIdOf(project)
  await copyRows(sql, appId, copies, tables)
  const [row] = await sql<
    { sale_key: Uint8Array; sold: string; order_id: string; notified: string; request: string }[]
  >`
    select sale_key, (select store_transaction_id from unattributed_sales limit 1) as sold, store_order_id as order_id,
      (select store_notification_id from notifications limit 1) as notified, (select request_id from audit_log limit 1) as request
    from payments where store_transaction_id = ${payment.storeTransactionId}`
  const text = (name: 'sold' | 'order_id' | 'notified' | 'request') => [row?.[name] ?? '', 'none']
  const terms = {
    storeTransactionIds: [payment.storeTransactionId, ...text('sold')],
    storeOrderIds: text('order_id'),
    saleKeys: row === undefined ? [] : [row.sale_key],
    accountTokens: [purchase.accountToken],
    userIds: [buyer.userId, 'copy-7'],
    notificationIds: text('notified'),
    requestIds: text('request'),
  }
  const countRows = () =>
    sql.begin(async (connection) => {
      // What the connection has read so far; PostgreSQL adds the counts of earlier transactions with a delay.
      const readCounts = async () => {
        const [counts] = await connection<{ rows: number; scans: number }[]>`
          select sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0))::int as rows, sum(seq_scan)::int as scans
          from pg_stat_xact_user_tables where relname = any(${tables})`
        return counts ?? { rows: NaN, scans: NaN }
      }
      // As every connection of the server does.
      await connection`set local enable_seqscan = off`
      const before = await readCounts()
      const hits = await selectSearchHits({ sql: connection } as unknown as Db, appId, terms, 21)
      const after = await readCounts()
      const types = new Set(hits.map(({ type }) => type)).size
      return { types, rows: after.rows - before.rows, scans: after.scans - before.scans }
    })
  for (const analyze of [false, true]) {
    if (analyze) await sql`analyze`
    // A connection that runs a statement more than five times keeps its plan.
    for (let run = 0; run < 8; run += 1) {
      const { types, rows, scans } = await countRows()
      expect(scans).toBe(0)
      expect(rows).toBeLessThan(100)
      expect(types).toBeGreaterThanOrEqual(5)
    }
  }
})
