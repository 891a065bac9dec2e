import {
  selectConcernedSubscribers,
  selectConcernedUsers,
  updateEntitlementUpdateProgress,
  updateEntitlementUpdateStarted,
  type EntitlementUpdateKey,
  type EntitlementUpdatePosition,
} from '../../db/queries/entitlement-updates.ts'
import { updateUserEntitlements } from '../../db/queries/user-entitlements.ts'
import type { AppContext } from '../context.ts'

/** How many users a request updates, and a run of the job. */
export const maxUpdatedByRequest = 300
export const maxUpdatedByJob = 2_000

/** Users, or subscriptions, that one statement finds. */
const batchSize = 100

/** How long an update that has begun is not begun again by another job. */
export const updateVisibilityTimeoutMs = 2 * 60_000

/**
 * Computes the entitlements of the users whom a change of the items of an entitlement concerns, at most about so many; a job continues
 * where this one stops. Each user is a transaction of its own, and computing a user again changes nothing.
 * @returns whether all were updated
 */
export async function updateUsersOfEntitlement(
  ctx: AppContext,
  entitlementId: string,
  maxUsers: number,
): Promise<boolean> {
  const key = { appId: ctx.app.appId, entitlementId }
  const claimedUntil = new Date(ctx.clock().getTime() + updateVisibilityTimeoutMs)
  const from = await updateEntitlementUpdateStarted(ctx.db, key, claimedUntil)
  if (from === null) return true
  const { position, isComplete } = await updateBatches(ctx, key, from, maxUsers)
  const nextAttemptAt = isComplete ? null : ctx.clock()
  const isStored = await updateEntitlementUpdateProgress(ctx.db, {
    ...key,
    claimedUntil,
    position,
    nextAttemptAt,
  })
  return isStored && isComplete
}

async function updateBatches(
  ctx: AppContext,
  key: EntitlementUpdateKey,
  from: EntitlementUpdatePosition,
  maxUsers: number,
): Promise<{ readonly position: EntitlementUpdatePosition; readonly isComplete: boolean }> {
  let position = from
  for (let count = 0; count < maxUsers; count += batchSize) {
    const select = position.updateStep === 'USERS' ? selectConcernedUsers : selectConcernedSubscribers
    const page = { after: position.updateAfter, limit: batchSize }
    const { userIds, last } = await select(ctx.db, key, page)
    for (const userId of userIds) await updateUserEntitlements(ctx.db, key.appId, userId, ctx.clock())
    if (last !== null) position = { ...position, updateAfter: last }
    else if (position.updateStep === 'USERS') position = { updateStep: 'SUBSCRIPTIONS', updateAfter: null }
    else return { position, isComplete: true }
  }
  return { position, isComplete: false }
}
