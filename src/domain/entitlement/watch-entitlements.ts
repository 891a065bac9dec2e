import { isDeepStrictEqual } from 'node:util'
import { selectUserByExternalId } from '../../db/queries/users.ts'
import type { EventChanges } from '../../events/subscribe.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'
import type { UserRow } from '../models.ts'
import { listEntitlementsOf, resolveEntitledUser } from './list-entitlements.ts'
import type { UserEntitlement } from './merge-entitlements.ts'

/**
 * Yields the entitlements of a user as they are now, and again after every change, and when one ends or the answer may not be used any
 * longer. Concurrent changes are yielded once.
 */
export async function watchEntitlements(
  ctx: Context,
  requestedUserId: string | null,
  signal: AbortSignal,
): Promise<AsyncGenerator<UserEntitlement[], void, void>> {
  const userId = resolveEntitledUser(ctx, requestedUserId)
  const { appId } = ctx.app
  const user = await selectUserByExternalId(ctx.db, appId, userId)
  if (user === null) throw new RequestError('BAD_USER_INPUT', 'The user is not registered.')
  // Watching starts before the first read, so that no change after it is missed.
  const changes = await ctx.events.watchUser(appId, user.id)
  signal.addEventListener('abort', changes.close, { once: true })
  return streamEntitlements(ctx, user, changes)
}

async function* streamEntitlements(ctx: Context, user: UserRow, changes: EventChanges) {
  try {
    let current = await listEntitlementsOf(ctx, user, null)
    for (;;) {
      yield current
      let next = current
      while (isSame(next, current) && isValid(ctx, current)) {
        if (!(await waitForChange(ctx, current, changes))) return
        next = await listEntitlementsOf(ctx, user, null)
      }
      current = next
    }
  } finally {
    changes.close()
  }
}

/** An answer that equals the previous one is not yielded while that may still be used. */
function isSame(next: readonly UserEntitlement[], current: readonly UserEntitlement[]): boolean {
  const withoutValidity = ({ validUntil: _, validForMs: _ms, ...entitlement }: UserEntitlement) => entitlement
  return isDeepStrictEqual(next.map(withoutValidity), current.map(withoutValidity))
}

function isValid(ctx: Context, [first]: readonly UserEntitlement[]): boolean {
  return first === undefined || first.validUntil > ctx.clock()
}

/** Waits for an event, or until the next entitlement ends. Resolves with false once closed. */
async function waitForChange(
  ctx: Context,
  current: readonly UserEntitlement[],
  changes: EventChanges,
): Promise<boolean> {
  const [first] = current
  if (first === undefined) return changes.next()
  const remainingMs = first.validUntil.getTime() - ctx.clock().getTime()
  return changes.next(Math.max(remainingMs, 1))
}
