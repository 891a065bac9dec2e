import { selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import type { Context } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'
import { checkUserId } from './check-user-id.ts'

type ResolvedUserId = { readonly userId: string } | { readonly problem: Problem }

/** The id, in the developer's system, of the user on whose behalf the caller acts: from its user token, or as given where the app allows that. */
export function resolveUserId(ctx: Context, requestedUserId: string | null): ResolvedUserId {
  const { caller, app } = ctx
  if (caller.kind === 'CLIENT' && caller.userId !== null) {
    if (requestedUserId === null || requestedUserId === caller.userId) return { userId: caller.userId }
    return { problem: userTokenRequired('The user token belongs to another user than userId.') }
  }
  if (caller.kind === 'CLIENT' && app.row.requireUserToken) {
    return {
      problem: userTokenRequired('This AppKey requires a user token: send it as `authorization: Bearer …`.'),
    }
  }
  if (requestedUserId === null)
    return { problem: createProblem('INVALID_INPUT', 'userId is missing', ['userId']) }
  const problem = checkUserId(requestedUserId, ['userId'])
  return problem === null ? { userId: requestedUserId } : { problem }
}

/** The registered user on whose behalf the caller acts. */
export async function resolveUser(
  ctx: Context,
  requestedUserId: string | null,
): Promise<{ readonly user: UserRow } | { readonly problem: Problem }> {
  const resolvedId = resolveUserId(ctx, requestedUserId)
  if ('problem' in resolvedId) return resolvedId
  const user = await selectUserByExternalId(ctx.db, ctx.app.appId, resolvedId.userId)
  if (user !== null) return { user }
  return {
    problem: createProblem('USER_NOT_REGISTERED', 'The user is not registered: call registerUser first.', [
      'userId',
    ]),
  }
}

export function userTokenRequired(message: string): Problem {
  return createProblem('USER_TOKEN_REQUIRED', message, ['userId'])
}
