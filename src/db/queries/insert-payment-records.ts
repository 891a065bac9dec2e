import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { idempotencyInsertSql } from '../fragments/idempotency-insert.ts'
import { toJsonRows, toJsonValue, type JsonColumn, type JsonRows } from '../fragments/json-rows.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import { purchases } from '../tables/purchases.ts'
import { toPaidPurchase, type PaymentRecord, type RecordedPayment } from './insert-payment-record.ts'

/** A record that may share a statement with others: no operator or import made it, and it was verified by a receipt. */
export type SharedPaymentRecord = PaymentRecord & {
  readonly readVersion: null
  readonly action: null
  readonly imported: null
}

export function isSharedPaymentRecord(record: PaymentRecord): record is SharedPaymentRecord {
  return record.readVersion === null && record.action === null && record.imported === null
}

/** The statement waits this long for a lock. Then it fails, and the records are written one by one. */
const lockTimeoutMs = 100

const toPayment = createRowMapper(payments)

/**
 * Records verified payments of one AppKey in one statement, each as `insertPaymentRecord` does. No two of the records may have the
 * sale, the store transaction, the purchase or the idempotency key in common. A record is left out if its reservation is fulfilled, or
 * locked by another transaction, for which the statement does not wait.
 *
 * The sales are locked in the order of their keys, and before the purchases. Rows are found by arrays of ids: a join could scan all
 * rows of the AppKey.
 * @returns the payments that were recorded, by their ids
 * @throws if one of the records cannot be written, or a lock is not granted in time; then nothing was written
 */
export async function insertPaymentRecords(
  db: Db,
  appId: string,
  records: readonly SharedPaymentRecord[],
): Promise<Map<string, RecordedPayment>> {
  const { sql } = db
  const requests = toRequests(records)
  const rows = await sql<(Record<string, unknown> & { sale_was_read: boolean })[]>`
    with settings as materialized (
      select set_config('lock_timeout', ${String(lockTimeoutMs)}, true)
    ), request as materialized (
      select r.* from json_to_recordset(${JSON.stringify(requests.rows)}::text::json) as r (${definitionsSql(db, requests)})
      where (select true from settings)
    ), sale_upsert as (
      insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at)
      select app_id, store, sale_key, sale_reference, 0, 0, verified_at from request order by store, sale_key
      on conflict (app_id, store, key) do update
      set encrypted_reference = excluded.encrypted_reference, checked_at = excluded.checked_at
      returning store, key, read_version > 0 as sale_was_read, notified_price_micros, notified_currency_code
    ), ${purchasesSql(db, appId, records)}, payment_insert as (${paymentInsertSql(db, requests)}
    ), ${followUpSql(db, appId)}
    select p.*, s.sale_was_read from payment_insert p join sale_upsert s on s.store = p.store and s.key = p.sale_key`
  const byId = new Map(records.map((record) => [record.payment.id, record]))
  return new Map(
    rows.flatMap((row) => {
      const payment = toPayment(row)
      const record = byId.get(payment.id)
      if (record === undefined) return []
      return [[payment.id, { payment, purchase: toPaidPurchase(record), saleWasRead: row.sale_was_read }]]
    }),
  )
}

/** The reservations that are fulfilled, and the purchases that are created with their payments. */
function purchasesSql({ sql }: Db, appId: string, records: readonly SharedPaymentRecord[]): Fragment {
  const created = records.flatMap(({ purchase, sale }) =>
    'created' in purchase ? [{ ...purchase.created, status: 'VERIFIED', saleKey: sale.key }] : [],
  )
  const { rows } = toJsonRows(purchases, created)
  return sql`
    reserved as materialized (
      select p.id from purchases p
      where p.app_id = ${appId} and p.id = any(array(select purchase_id from request)) and p.status <> 'VERIFIED'
        and (select count(*) from sale_upsert) > 0
      for no key update of p skip locked
    ), purchase_update as (
      update purchases p set status = 'VERIFIED', end_reason = null, sale_key = r.sale_key
      from request r join reserved on reserved.id = r.purchase_id
      where p.app_id = ${appId} and p.id = any(array(select purchase_id from request)) and p.id = r.purchase_id
        and p.status <> 'VERIFIED'
      returning p.id
    ), purchase_insert as (
      insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, developer_payload,
                             requested_at, expires_at, sale_key)
      select app_id, id, user_id, item_id, store, status, account_token, store_product_id, developer_payload, requested_at,
             expires_at, sale_key
      from json_populate_recordset(null::purchases, ${JSON.stringify(rows)}::text::json)
      where (select count(*) from sale_upsert) > 0
      returning id
    )`
}

/** All columns that the records have, so that a new column needs no change here. Without a price it is that of a notification. */
function paymentInsertSql({ sql }: Db, { columns }: JsonRows): Fragment {
  const names = columns.map(({ name }) => name)
  const values = names.map((name) =>
    name === 'price_micros' || name === 'currency_code'
      ? `case when r.currency_code is null then s.notified_${name} else r.${name} end`
      : `r.${name}`,
  )
  return sql`
      insert into payments (${sql.unsafe(names.join(', '))})
      select ${sql.unsafe(values.join(', '))}
      from request r join sale_upsert s on s.store = r.store and s.key = r.sale_key
      where r.purchase_id in (select id from purchase_update union all select id from purchase_insert)
      order by r.sale_key
      returning *`
}

/** The receipt, the acknowledgement, the idempotency key and the event of each recorded payment. */
function followUpSql(db: Db, appId: string): Fragment {
  const { sql } = db
  const key = {
    operation: sql`operation`,
    scope: sql`scope`,
    key: sql`key`,
    requestHash: sql`request_hash`,
  }
  const event = eventInsertSql(db, {
    from: 'recorded',
    id: sql`event_id`,
    type: 'PAYMENT_PAID',
    occurredAt: sql`verified_at`,
    previousStatus: null,
  })
  return sql`
    recorded as (
      select p.*, r.event_id, r.receipt_id, r.receipt_source, r.receipt_raw, r.acknowledgement_deadline_at, r.store_acknowledged,
             r.next_attempt_at, r.operation, r.scope, r.key, r.request_hash
      from payment_insert p join request r on r.id = p.id
    ), receipt_insert as (
      insert into receipts (app_id, id, payment_id, received_at, source, raw)
      select app_id, receipt_id, id, verified_at, receipt_source, receipt_raw from recorded
    ), acknowledgement_insert as (
      insert into acknowledgements (app_id, payment_id, consumable, deadline_at, store_acknowledged, attempts, next_attempt_at)
      select app_id, id, consumable, acknowledgement_deadline_at, store_acknowledged, 0, next_attempt_at
      from recorded where next_attempt_at is not null
    ), unattributed_delete as (
      delete from unattributed_sales u using payment_insert p
      where u.app_id = ${appId} and u.sale_key = any(array(select sale_key from request))
        and u.sale_key = p.sale_key and u.line_item = p.line_item and u.store = p.store
    ), idempotency_insert as (${idempotencyInsertSql(db, 'recorded', key, sql`verified_at`)}
    ), event_insert as (${event}
    )`
}

/** What a record has beside the columns of its payment. */
const otherColumns: readonly JsonColumn[] = [
  { name: 'sale_reference', type: 'bytea' },
  { name: 'event_id', type: 'uuid' },
  { name: 'receipt_id', type: 'uuid' },
  { name: 'receipt_source', type: 'text' },
  { name: 'receipt_raw', type: 'text' },
  { name: 'acknowledgement_deadline_at', type: 'timestamptz' },
  { name: 'store_acknowledged', type: 'boolean' },
  { name: 'next_attempt_at', type: 'timestamptz' },
  { name: 'operation', type: 'text' },
  { name: 'scope', type: 'text' },
  { name: 'key', type: 'text' },
  { name: 'request_hash', type: 'text' },
]

function definitionsSql({ sql }: Db, { columns }: JsonRows): Fragment {
  const definitions = [...columns, ...otherColumns].map(({ name, type }) => `${name} ${type}`)
  return sql`${sql.unsafe(definitions.join(', '))}`
}

/** The columns are those of the payments. */
function toRequests(records: readonly SharedPaymentRecord[]): JsonRows {
  const { rows, columns } = toJsonRows(
    payments,
    records.map(({ payment, purchase, sale }) => {
      const { id: purchaseId } = 'reserved' in purchase ? purchase.reserved : purchase.created
      return { ...payment, purchaseId, status: 'PAID', saleKey: sale.key }
    }),
  )
  return { columns, rows: records.map((record, index) => ({ ...rows[index], ...toOtherValues(record) })) }
}

function toOtherValues({ sale, eventId, receipt, acknowledgement, idempotency }: SharedPaymentRecord) {
  return {
    sale_reference: toJsonValue(sale.encryptedReference),
    event_id: eventId,
    receipt_id: receipt.id,
    receipt_source: receipt.source,
    receipt_raw: receipt.raw,
    acknowledgement_deadline_at: acknowledgement?.deadlineAt ?? null,
    store_acknowledged: acknowledgement?.storeAcknowledged ?? null,
    next_attempt_at: acknowledgement?.nextAttemptAt ?? null,
    operation: idempotency?.operation ?? null,
    scope: idempotency?.scope ?? null,
    key: idempotency?.key ?? null,
    request_hash: idempotency?.requestHash ?? null,
  }
}
