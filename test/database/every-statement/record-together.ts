import type { Sql } from 'postgres'
import type { Db } from '../../../src/db/client.ts'
import {
  insertPaymentRecords,
  isSharedPaymentRecord,
} from '../../../src/db/queries/insert-payment-records.ts'
import { selectPurchase } from '../../../src/db/queries/purchases.ts'
import { createRecord } from '../../concurrency/payment-records-fixture.ts'

type Recorded = { readonly db: Db; readonly sql: Sql; readonly appId: string; readonly purchaseId: string }

/** Payments that share a statement: with calls of the API that depends on when they arrive. */
export async function recordTogether({ db, sql, appId, purchaseId }: Recorded): Promise<void> {
  const purchase = await selectPurchase(db, appId, purchaseId)
  if (purchase === null) throw new Error('the purchase was not found')
  const records = [await createRecord(sql, purchase), await createRecord(sql, purchase)]
  const recorded = await insertPaymentRecords(db, appId, records.filter(isSharedPaymentRecord))
  if (recorded.size !== records.length) throw new Error(`${recorded.size} payments were recorded`)
}
