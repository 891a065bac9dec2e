import { randomBytes } from 'node:crypto'
import type { Sql } from 'postgres'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { allEvents } from '../support/all-events.ts'

export async function insertNotification(
  sql: Sql,
  appId: string,
  receivedAt: Date,
  status: string,
): Promise<string> {
  const id = newUuid()
  await sql`
    insert into notifications (app_id, id, store, store_notification_id, type, received_at, source, encrypted_body, encrypted_payload, status, attempts)
    values (${appId}, ${id}, 'GOOGLE_PLAY', ${id}, 'VOIDED', ${receivedAt}, 'PUSH', '', '', ${status}, 1)`
  return id
}

export async function insertSale(sql: Sql, appId: string, checkedAt: Date): Promise<Buffer> {
  const key = randomBytes(32)
  await sql`
    insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at)
    values (${appId}, 'TEST_STORE', ${key}, ${randomBytes(40)}, 1, 1, ${checkedAt})`
  return key
}

export const saleExists = async (sql: Sql, appId: string, key: Uint8Array) =>
  (await sql`select from sales where app_id = ${appId} and key = ${key}`).length === 1

export type EndedPurchase = {
  readonly status: string
  readonly expiresAt: Date
  readonly saleKey?: Buffer | null
}

/** Inserts a purchase that ended without a payment, optionally with a sale. */
export async function insertEndedPurchase(
  buyer: Buyer,
  sql: Sql,
  { status, expiresAt, saleKey = null }: EndedPurchase,
): Promise<string> {
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const id = decodeId('pur', purchase.id) ?? ''
  await sql`update purchases set status = ${status}, expires_at = ${expiresAt}, sale_key = ${saleKey} where id = ${id}`
  return id
}

export async function selectRemaining(
  sql: Sql,
  table: 'purchases' | 'events',
  ids: readonly string[],
): Promise<string[]> {
  const [column, rowsOf] = table === 'events' ? [sql`purchase_id`, allEvents(sql)] : [sql`id`, sql(table)]
  const rows = await sql<{ id: string }[]>`
    select distinct ${column} as id from ${rowsOf} where ${column} = any(${[...ids]}::uuid[])`
  return ids.filter((id) => rows.some((row) => row.id === id))
}
