import { selectApp } from '../db/queries/apps.ts'
import type { Context } from './context.ts'
import type { AppRow } from './models.ts'
import { createProblem, type Outcome } from './problem.ts'
import { retryOnConflict } from './retry-on-conflict.ts'

/** A concurrent change of the app makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/**
 * Changes an app, or what decides who may call it, and makes every process read it again.
 * @param attempt its statement changes nothing and returns null if the revision of the app is no longer that of the given row
 */
export async function changeApp<Result extends object>(
  ctx: Context,
  attempt: (before: AppRow) => Promise<Outcome<Result> | null>,
): Promise<Outcome<Result>> {
  const { appId } = ctx.app
  const outcome = await retryOnConflict(maxAttempts, async () => {
    const before = await selectApp(ctx.db, appId)
    if (before === null) throw new Error('the app of a caller must exist')
    return attempt(before)
  })
  if (outcome === null) {
    return { problem: createProblem('BUSY', 'Another request is changing this AppKey.', [], 100) }
  }
  if (outcome.problem === null) ctx.apps.invalidate(appId)
  return outcome
}
