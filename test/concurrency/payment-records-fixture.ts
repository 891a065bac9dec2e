import { randomBytes, randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { PaymentRecord } from '../../src/db/queries/insert-payment-record.ts'
import { selectPurchase, type PurchaseRow } from '../../src/db/queries/purchases.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { uuidOf } from '../support/database-records.ts'
import { requestPurchase } from '../support/purchase-client.ts'
import { serverTest } from '../support/test.ts'

export type RecordChange = Partial<Omit<PaymentRecord, 'payment'>> & {
  readonly payment?: Partial<PaymentRecord['payment']>
}

/** `newRecord` makes records of one user and item, each for a reservation of its own. */
export const recordTest = serverTest
  .extend('requested', { scope: 'file' }, async ({ services, project, buyer }) => {
    const { id } = await requestPurchase(buyer)
    const purchase = await selectPurchase(services.db, decodeId('ak', project.appKey) ?? '', uuidOf(id))
    if (purchase === null) throw new Error('no purchase')
    return purchase
  })
  .extend('newRecord', { scope: 'file' }, ({ sql, requested }) => {
    return (change: RecordChange = {}) => createRecord(sql, requested, change)
  })

/** A record for a reservation of its own, which is like the requested one. */
export async function createRecord(
  sql: Sql,
  requested: PurchaseRow,
  change: RecordChange = {},
): Promise<PaymentRecord> {
  return toRecord(await reserve(sql, requested), change)
}

/** Another reservation, which differs from the requested one only in its id and account token. */
async function reserve(sql: Sql, requested: PurchaseRow): Promise<PurchaseRow> {
  const purchase = { ...requested, id: randomUUID(), accountToken: randomUUID() }
  await sql`
    insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at)
    select app_id, ${purchase.id}, user_id, item_id, store, status, ${purchase.accountToken}, store_product_id, requested_at,
           expires_at
    from purchases where app_id = ${requested.appId} and id = ${requested.id}`
  return purchase
}

/** When all records are verified. */
export const verifiedAt = new Date('2026-01-02T03:04:05.678Z')

/** A record that pays for the purchase. Only ids and keys differ from those of another one. */
function toRecord(purchase: PurchaseRow, { payment, ...change }: RecordChange): PaymentRecord {
  const { appId, userId, itemId, store } = purchase
  return {
    payment: {
      appId,
      id: randomUUID(),
      userId,
      itemId,
      consumable: true,
      store,
      environment: 'SANDBOX',
      storeTransactionId: randomUUID(),
      lineItem: 'line',
      storeOrderId: 'order',
      ownership: 'BOUGHT',
      priceMicros: 4_990_000n,
      currencyCode: 'USD',
      quantity: 2,
      countryCode: 'KR',
      offerKind: 'DISCOUNT',
      purchaseOptionId: 'option',
      offerId: String.raw`offer "quoted" \ {1,2}`,
      paidAt: new Date(verifiedAt.getTime() - 1_000),
      verifiedAt,
      submittedAt: verifiedAt,
      acknowledgementStatus: 'PENDING',
      ...payment,
    },
    purchase: { reserved: purchase },
    eventId: randomUUID(),
    receipt: { id: randomUUID(), source: 'VERIFICATION', raw: '{"a": "b\\n\u00e9 한국"}' },
    sale: { key: randomBytes(32), encryptedReference: Buffer.from('reference') },
    readVersion: null,
    acknowledgement: {
      deadlineAt: new Date(verifiedAt.getTime() + 3_600_000),
      storeAcknowledged: true,
      nextAttemptAt: new Date(verifiedAt.getTime() + 60_000),
    },
    idempotency: { operation: 'verifyPurchase', scope: 'server', key: randomUUID(), requestHash: 'hash' },
    action: null,
    imported: null,
    ...change,
  }
}

/** A sale whose notification stated a price, and that was reported because it belonged to no user. */
export async function announce(sql: Sql, { payment, sale }: PaymentRecord): Promise<void> {
  const { appId, store, storeTransactionId, lineItem } = payment
  await sql`
    insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, notified_price_micros,
                       notified_currency_code, checked_at)
    values (${appId}, ${store}, ${sale.key}, '', 3, 2, 1230000, 'EUR', now())`
  await sql`
    insert into unattributed_sales (app_id, id, store, sale_key, line_item, environment, store_transaction_id, store_product_id,
                                    quantity, paid_at, detected_at, encrypted_raw)
    values (${appId}, gen_random_uuid(), ${store}, ${sale.key}, ${lineItem}, 'SANDBOX', ${storeTransactionId}, 'coins', 1, now(),
            now(), '')`
}

/** The rows of each table that mention the record, with names in place of its ids and keys. */
export async function readRows(sql: Sql, record: PaymentRecord): Promise<unknown> {
  const { payment, sale } = record
  const columns = sql`id, type, occurred_at, purchase_id, payment_id, store, previous_status, status`
  const sources = {
    payments: sql`payments where id = ${payment.id}`,
    purchases: sql`purchases where sale_key = ${sale.key}`,
    sales: sql`sales where key = ${sale.key}`,
    receipts: sql`receipts where payment_id = ${payment.id}`,
    acknowledgements: sql`acknowledgements where payment_id = ${payment.id}`,
    keys: sql`idempotency_keys where resource_id = ${payment.id}`,
    unattributed: sql`unattributed_sales where sale_key = ${sale.key}`,
    events: sql`(select ${columns} from events union all select ${columns} from event_outbox) e where payment_id = ${payment.id}`,
  }
  const rows: Record<string, unknown> = {}
  for (const [name, source] of Object.entries(sources)) {
    rows[name] = (
      await sql<{ row: unknown }[]>`select to_json(t) as row from (select * from ${source}) t`
    ).map(({ row }) => row)
  }
  return mask(rows, record)
}

export function mask(
  value: unknown,
  { payment, sale, receipt, purchase, eventId, idempotency }: PaymentRecord,
): unknown {
  const { id: purchaseId, accountToken } = 'reserved' in purchase ? purchase.reserved : purchase.created
  const own = [
    payment.id,
    payment.storeTransactionId,
    purchaseId,
    accountToken,
    receipt.id,
    eventId,
    idempotency?.key,
  ]
  let text = JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? String(entry) : entry))
  text = text.replaceAll(JSON.stringify(sale.key), '"sale"')
  for (const [index, id] of [...own, Buffer.from(sale.key).toString('hex')].entries()) {
    if (id !== undefined) text = text.replaceAll(id, `own ${index}`)
  }
  return JSON.parse(text) as unknown
}
