import {
  insertIdempotencyKey,
  selectIdempotencyKey,
  type IdempotencyRecord,
} from '../../db/queries/idempotency-keys.ts'
import type { AppContext } from '../context.ts'

/** Stores the key of a call that changes nothing else; false if the key is in use with other arguments. */
export async function saveKey(
  { db, app, clock }: AppContext,
  record: IdempotencyRecord,
  resourceId: string,
): Promise<boolean> {
  const { appId } = app
  if (await insertIdempotencyKey(db, { appId, ...record, resourceId, createdAt: clock() })) return true
  return (await selectIdempotencyKey(db, appId, record))?.requestHash === record.requestHash
}
