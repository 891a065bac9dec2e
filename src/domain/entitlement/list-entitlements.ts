import {
  selectEntitlementsOfExternalUser,
  type UserEntitlementRow,
} from '../../db/queries/user-entitlements.ts'
import type { Context } from '../context.ts'
import type { UserRow } from '../models.ts'
import { RequestError } from '../../platform/request-error.ts'
import { resolveUserId } from '../user/resolve-user.ts'
import { includesSandbox, mergeEntitlements, type UserEntitlement } from './merge-entitlements.ts'

export type Environment = 'PRODUCTION' | 'SANDBOX'

/** The id of the user whose entitlements the caller asks for: the caller's own, or the given one. */
export function resolveEntitledUser(ctx: Context, userId: string | null): string {
  const resolved = resolveUserId(ctx, userId)
  if ('problem' in resolved) {
    const { code, message } = resolved.problem
    throw new RequestError(code === 'USER_TOKEN_REQUIRED' ? 'FORBIDDEN' : 'BAD_USER_INPUT', message)
  }
  return resolved.userId
}

/** The entitlements of the user with this id in the developer's system; none if the user is not registered. */
export async function listEntitlements(
  ctx: Context,
  userId: string,
  environment: Environment | null,
): Promise<UserEntitlement[]> {
  const rows = await selectEntitlementsOfExternalUser(ctx.db, ctx.app.appId, userId)
  return merge(ctx, rows, { userId, environment })
}

/** The entitlements of a user that was read before. */
export async function listEntitlementsOf(
  ctx: Context,
  { id, externalId }: UserRow,
  environment: Environment | null,
): Promise<UserEntitlement[]> {
  const rows = await ctx.loaders(ctx.app.appId).entitlementsOfUser.load(id)
  return merge(ctx, rows, { userId: externalId, environment })
}

function merge(
  ctx: Context,
  rows: readonly UserEntitlementRow[],
  { userId, environment }: { readonly userId: string; readonly environment: Environment | null },
): UserEntitlement[] {
  const scope = environment ?? (includesSandbox(ctx.app, userId) ? null : 'PRODUCTION')
  return mergeEntitlements(rows, { environment: scope, now: ctx.clock() })
}
