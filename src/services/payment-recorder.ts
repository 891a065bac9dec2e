import type { Db } from '../db/client.ts'
import { isRefusedByRows } from '../db/errors.ts'
import {
  insertPaymentRecord,
  type PaymentRecord,
  type RecordedPayment,
} from '../db/queries/insert-payment-record.ts'
import {
  insertPaymentRecords,
  isSharedPaymentRecord,
  type SharedPaymentRecord,
} from '../db/queries/insert-payment-records.ts'
import { createBatcher } from '../platform/batcher.ts'

export type PaymentRecorder = {
  /** As `insertPaymentRecord`. */
  record: (record: PaymentRecord) => Promise<RecordedPayment | null>
}

/** Tells that the shared statement has left the record out, which says nothing about the reason. */
const leftOut = Symbol('left out')

const maxBatchSize = 50
const maxBatchBytes = 1024 * 1024

/**
 * Group commit: records of one AppKey that arrive while a statement of that AppKey is in flight share the next statement. The shared
 * statement decides nothing but success. A record that it leaves out runs alone, and so does each record of a statement that failed,
 * so that one record can neither fail nor hold up the others.
 */
export function createPaymentRecorder(db: Db): PaymentRecorder {
  const batcher = createBatcher<SharedPaymentRecord, RecordedPayment | null | typeof leftOut>({
    maxBatchSize,
    startsNextTurn: true,
    maxBatchBytes,
    keyOf: ({ payment }) => payment.appId,
    bytesOf: ({ receipt }) => receipt.raw.length,
    resourcesOf,
    runAloneAfter: isRefusedByRows,
    run: async (records) => {
      const [first] = records
      if (first === undefined) return []
      if (records.length === 1) return [await insertPaymentRecord(db, first)]
      const recorded = await insertPaymentRecords(db, first.payment.appId, records)
      return records.map(({ payment }) => recorded.get(payment.id) ?? leftOut)
    },
  })
  return {
    record: async (record) => {
      const result = isSharedPaymentRecord(record) ? await batcher.add(record) : leftOut
      return result === leftOut ? insertPaymentRecord(db, record) : result
    },
  }
}

/** The rows that a record writes and another one could write too. */
function resourcesOf({ payment, purchase, sale, idempotency }: PaymentRecord): string[] {
  const { store, environment, storeTransactionId, lineItem } = payment
  const { id: purchaseId } = 'reserved' in purchase ? purchase.reserved : purchase.created
  return [
    `sale ${store} ${Buffer.from(sale.key).toString('base64')}`,
    JSON.stringify(['transaction', store, environment, storeTransactionId, lineItem]),
    `purchase ${purchaseId}`,
    ...(idempotency === null
      ? []
      : [JSON.stringify(['key', idempotency.operation, idempotency.scope, idempotency.key])]),
  ]
}
