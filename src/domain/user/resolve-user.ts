import { findUser, type UserRow } from '../../db/queries/users.ts'
import type { Context } from '../context.ts'
import { checkText } from '../input.ts'
import { createProblem, type Problem } from '../problem.ts'

type Named = { readonly userId: string } | { readonly problem: Problem }

/** The developer's id of the user whom the caller may act for: from its user token, or as named where that is allowed. */
export function nameUser(ctx: Context, claimed: string | null): Named {
  const { caller, app } = ctx
  if (caller.kind === 'CLIENT' && caller.userId !== null) {
    if (claimed === null || claimed === caller.userId) return { userId: caller.userId }
    return { problem: tokenRequired('The user token names another user than userId.') }
  }
  if (caller.kind === 'CLIENT' && app.row.requireUserToken) {
    return {
      problem: tokenRequired('This AppKey demands a user token: send it as `authorization: Bearer …`.'),
    }
  }
  if (claimed === null) return { problem: createProblem('INVALID_INPUT', 'userId is missing', ['userId']) }
  const problem = checkText(claimed, ['userId'], { min: 1, max: 200 })
  return problem === null ? { userId: claimed } : { problem }
}

/** The registered user whom the caller may act for. */
export async function resolveUser(
  ctx: Context,
  claimed: string | null,
): Promise<{ readonly user: UserRow } | { readonly problem: Problem }> {
  const named = nameUser(ctx, claimed)
  if ('problem' in named) return named
  const user = await findUser(ctx.db, ctx.app.appId, named.userId)
  if (user !== null) return { user }
  return {
    problem: createProblem('USER_NOT_REGISTERED', 'The user is not registered: call registerUser first.', [
      'userId',
    ]),
  }
}

export function tokenRequired(message: string): Problem {
  return createProblem('USER_TOKEN_REQUIRED', message, ['userId'])
}
