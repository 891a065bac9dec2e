import { selectIdempotencyKey, type IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import type { AppContext } from '../context.ts'
import type { Problem } from '../problem.ts'
import { idempotencyKeyReused } from './idempotency-record.ts'

/** What an idempotency key was used for: the record that its call created or changed. */
type KeyUse = { readonly resourceId: string; readonly problem: null }

/**
 * The earlier use of an idempotency key; null if it is unused; a problem if it was used with other arguments.
 * @param path where the call's input is within the input of the mutation
 */
export async function findKeyUse(
  { db, app }: AppContext,
  record: IdempotencyRecord | null,
  path: readonly string[] = [],
): Promise<KeyUse | { readonly problem: Problem } | null> {
  const existing = record === null ? null : await selectIdempotencyKey(db, app.appId, record)
  if (existing === null) return null
  if (existing.requestHash !== record?.requestHash) return { problem: idempotencyKeyReused(path) }
  return { resourceId: existing.resourceId, problem: null }
}
