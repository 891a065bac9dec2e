import { deleteUserSuspension, insertUserSuspension } from '../../db/queries/user-suspensions.ts'
import { selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import { checkReason } from '../audit/check-reason.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'

export type UserActInput = {
  /** The id of the user in the developer's system. */
  readonly userId: string
  readonly reason: string
}

export type UserActResult = {
  readonly user: UserRow
  /** Whether the user already was as the call asks. */
  readonly replayed: boolean
}

/** No payment of the user can be consumed from now on. Payments are still verified and recorded. */
export function suspendUser(ctx: Context, input: UserActInput): Promise<Outcome<UserActResult>> {
  const changes = { before: { suspended: false }, after: { suspended: true } }
  return changeSuspension(ctx, input, { action: 'suspendUser', changes, change: insertUserSuspension })
}

/** The payments of the user can be consumed again. */
export function releaseUser(ctx: Context, input: UserActInput): Promise<Outcome<UserActResult>> {
  const changes = { before: { suspended: true }, after: { suspended: false } }
  return changeSuspension(ctx, input, { action: 'releaseUser', changes, change: deleteUserSuspension })
}

type SuspensionChange = {
  readonly action: 'suspendUser' | 'releaseUser'
  readonly changes: Readonly<Record<string, unknown>>
  readonly change: typeof insertUserSuspension
}

/** The statement decides, so a repeated call and a second one at the same time change nothing and are not in the audit log. */
async function changeSuspension(
  ctx: Context,
  { userId, reason }: UserActInput,
  { change, ...entry }: SuspensionChange,
): Promise<Outcome<UserActResult>> {
  const problem = checkReason(reason)
  if (problem !== null) return { problem }
  const user = await selectUserByExternalId(ctx.db, ctx.app.appId, userId)
  if (user === null) {
    return { problem: createProblem('USER_NOT_REGISTERED', 'The AppKey has no such user.', ['userId']) }
  }
  const changed = await change(ctx.db, user, createOperatorAction(ctx, { ...entry, reason }))
  return { user, replayed: !changed, problem: null }
}
