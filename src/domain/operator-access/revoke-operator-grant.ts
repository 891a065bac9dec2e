import { deleteOperatorGrant, selectOperatorRole } from '../../db/queries/operator-grants.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { findOperator, lastOwnerProblem, operatorNotFound } from './find-operator.ts'
import { isInstallationOwner } from './is-installation-owner.ts'
import type { OperatorGrant } from './operator-grant.ts'

/** Takes the role of an operator at the AppKey away. */
export async function revokeOperatorGrant(
  ctx: Context,
  input: { readonly operatorId: string },
): Promise<Outcome<{ grant: OperatorGrant }>> {
  const { appId } = ctx.app
  const operator = await findOperator(ctx, input.operatorId)
  const role = operator === null ? null : await selectOperatorRole(ctx.db, appId, operator.id)
  if (operator === null || role === null) return operatorNotFound()
  const action = createOperatorAction(ctx, {
    action: 'revokeOperatorGrant',
    changes: { before: { role }, after: { role: null } },
  })
  const change = { appId, operatorId: operator.id, mayRemoveLastOwner: isInstallationOwner(ctx) }
  const grant = await deleteOperatorGrant(ctx.db, change, action)
  if (grant === null) return lastOwnerProblem()
  return { grant: { operator, role: grant.role, grantedAt: grant.grantedAt }, problem: null }
}
