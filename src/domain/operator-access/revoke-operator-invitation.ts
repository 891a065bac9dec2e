import { deleteOperatorInvitation } from '../../db/queries/operator-invitations.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { OperatorInvitationRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'

/** Withdraws an invitation: whoever becomes an operator by its link has no role at the AppKey. */
export async function revokeOperatorInvitation(
  ctx: Context,
  input: { readonly invitationId: string },
): Promise<Outcome<{ invitation: OperatorInvitationRow }>> {
  const id = decodeId('inv', input.invitationId)
  const action = createOperatorAction(ctx, { action: 'revokeOperatorInvitation', changes: {} })
  const invitation = id === null ? null : await deleteOperatorInvitation(ctx.db, ctx.app.appId, id, action)
  if (invitation !== null) return { invitation, problem: null }
  return { problem: createProblem('INVALID_INPUT', 'The AppKey has no such invitation.', ['invitationId']) }
}
