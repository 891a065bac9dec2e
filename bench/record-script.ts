import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Db } from '../src/db/client.ts'
import { insertPaymentRecord } from '../src/db/queries/insert-payment-record.ts'
import { selectPayment } from '../src/db/queries/payments.ts'
import { selectPurchase } from '../src/db/queries/purchases.ts'
import { newUuid } from '../src/platform/ids.ts'
import type { BenchStore } from './emulator-client.ts'
import { numberSql, writePgbenchScript } from './pgbench.ts'
import { reservationIdSql } from './reservations.ts'
import { seriesIdSql } from './series-id.ts'

/**
 * The record statement for pgbench: each transaction records a payment for a reservation of the series, with the values and the
 * store's answer of a payment that the API has recorded. Returns the path of the script.
 */
export async function writeRecordScript(options: {
  databaseUrl: string
  appId: string
  store: BenchStore
  series: string
  folder: string
}): Promise<string> {
  const { databaseUrl, appId, store, series, folder } = options
  const file = join(folder, `record-${series}.sql`)
  const sample = await readSample(databaseUrl, appId, store)
  const ids = { payment: newUuid(), purchase: newUuid(), event: newUuid(), receipt: newUuid() }
  const saleKey = randomBytes(32)
  const ofSeries = (name: string) => seriesIdSql(`${name}-${series}`, numberSql)
  const expressions = new Map([
    [ids.payment, ofSeries('payment')],
    [ids.purchase, reservationIdSql(series, numberSql)],
    [ids.event, ofSeries('event')],
    [ids.receipt, ofSeries('receipt')],
    ['a bench transaction', `('${series}-' || ${numberSql})`],
    [saleKey.toString('hex'), `sha256(('${series}-' || ${numberSql})::bytea)`],
  ])
  const execute = async (db: Db) => {
    const payment = await selectPayment(db, appId, sample.id)
    const purchase = payment === null ? null : await selectPurchase(db, appId, payment.purchaseId)
    if (payment === null || purchase === null) throw new Error('the sample is missing')
    await insertPaymentRecord(db, {
      payment: { ...payment, id: ids.payment, storeTransactionId: 'a bench transaction' },
      purchase: { reserved: { ...purchase, id: ids.purchase } },
      eventId: ids.event,
      receipt: { id: ids.receipt, source: 'VERIFICATION', raw: sample.raw },
      sale: { key: saleKey, encryptedReference: sample.encrypted_reference },
      readVersion: null,
      acknowledgement:
        payment.acknowledgementStatus === 'PENDING'
          ? { deadlineAt: null, storeAcknowledged: false, nextAttemptAt: new Date() }
          : null,
      idempotency: null,
      action: null,
      imported: null,
    })
  }
  await writePgbenchScript({ databaseUrl, file, execute, part: 'with sale_upsert as', expressions })
  return file
}

type Sample = { readonly id: string; readonly raw: string; readonly encrypted_reference: Uint8Array }

async function readSample(databaseUrl: string, appId: string, store: BenchStore): Promise<Sample> {
  const sql = postgres(databaseUrl, { max: 1 })
  try {
    const [sample] = await sql<Sample[]>`
      select p.id, r.raw, s.encrypted_reference
      from payments p join receipts r on r.payment_id = p.id join sales s on s.key = p.sale_key and s.app_id = p.app_id
      where p.app_id = ${appId} and p.store = ${store} limit 1`
    if (sample === undefined) throw new Error(`no payment of ${store}`)
    return sample
  } finally {
    await sql.end()
  }
}
