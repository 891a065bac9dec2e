import { selectServerKeys } from '../../db/queries/server-keys.ts'
import type { Context } from '../context.ts'
import type { ServerKeyRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'
import { isValid } from './server-key-state.ts'

const maxValidKeys = 50

/** The problem of an AppKey that has the maximum number of valid keys; null if it may get another one. */
export async function checkKeyCount({ db, app, clock }: Context): Promise<Problem | null> {
  const now = clock()
  const keys = await selectServerKeys(db, app.appId, now)
  if (keys.filter((key) => isValid(key, now)).length < maxValidKeys) return null
  const message = `The AppKey has ${maxValidKeys} valid server keys. Revoke one of them first.`
  return createProblem('INVALID_INPUT', message)
}

/**
 * The problem of a key without which nobody could change the AppKey by the API; null if there is another valid key with the role ADMIN.
 * A key that was rotated ends soon, so it does not count.
 */
export async function checkLastAdminKey(
  { db, app, clock }: Context,
  key: ServerKeyRow,
): Promise<Problem | null> {
  const now = clock()
  if (key.role !== 'ADMIN' || !isValid(key, now)) return null
  const keys = await selectServerKeys(db, app.appId, now)
  const hasOther = keys.some(
    (other) =>
      other.id !== key.id && other.role === 'ADMIN' && other.replacedBy === null && isValid(other, now),
  )
  if (hasOther) return null
  const message = 'This is the last ADMIN key. Create another ADMIN key before you revoke it.'
  return createProblem('LAST_ADMIN_KEY', message, ['serverKeyId'])
}

export function serverKeyNotFound(): { readonly problem: Problem } {
  return { problem: createProblem('INVALID_INPUT', 'The AppKey has no such server key.', ['serverKeyId']) }
}
