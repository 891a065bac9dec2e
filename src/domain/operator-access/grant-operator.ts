import { selectOperatorRole, upsertOperatorGrant } from '../../db/queries/operator-grants.ts'
import type { Context } from '../context.ts'
import type { OperatorRole, OperatorRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { findOperator, lastOwnerProblem, operatorNotFound } from './find-operator.ts'
import { isInstallationOwner } from './is-installation-owner.ts'
import type { OperatorGrant } from './operator-grant.ts'

/** Gives an operator a role at the AppKey, instead of the one that it has. */
export async function grantOperator(
  ctx: Context,
  input: { readonly operatorId: string; readonly role: OperatorRole },
): Promise<Outcome<{ grant: OperatorGrant }>> {
  const operator = await findOperator(ctx, input.operatorId)
  return operator === null ? operatorNotFound() : setOperatorRole(ctx, operator, input.role)
}

/** The same for an operator that is known. */
export async function setOperatorRole(
  ctx: Context,
  operator: OperatorRow,
  role: OperatorRole,
): Promise<Outcome<{ grant: OperatorGrant }>> {
  const { appId } = ctx.app
  if (operator.disabledAt !== null) {
    return { problem: createProblem('INVALID_INPUT', 'The operator is disabled.', ['operatorId']) }
  }
  const before = await selectOperatorRole(ctx.db, appId, operator.id)
  const action = createOperatorAction(ctx, {
    action: 'grantOperator',
    changes: { before: { role: before }, after: { role } },
  })
  const change = { appId, operatorId: operator.id, mayRemoveLastOwner: isInstallationOwner(ctx) }
  const grant = await upsertOperatorGrant(ctx.db, change, role, action)
  if (grant === null) return lastOwnerProblem()
  return { grant: { operator, role: grant.role, grantedAt: grant.grantedAt }, problem: null }
}
