import { selectUserSuspensions } from '../../db/queries/user-suspensions.ts'
import type { AppContext } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'

/** Whether the payments of the user cannot be consumed. */
export async function isUserSuspended({ db, app }: AppContext, userId: string): Promise<boolean> {
  return (await selectUserSuspensions(db, app.appId, [userId])).length > 0
}

export function userSuspended(field: readonly string[]): Problem {
  const message = 'The user is suspended: payments of the user cannot be consumed until the user is released.'
  return createProblem('USER_SUSPENDED', message, field)
}
