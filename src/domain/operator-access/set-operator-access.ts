import { selectOperator } from '../../db/queries/operators.ts'
import { toAuditOrigin } from '../audit/audit-origin.ts'
import type { InstallationContext } from '../context.ts'
import type { OperatorRow } from '../models.ts'
import { setOperatorDisabled } from '../operator-account/set-operator-disabled.ts'
import type { Outcome } from '../problem.ts'
import { findOperator, lastOwnerProblem, operatorNotFound } from './find-operator.ts'

/** Disables or enables an operator. The last owner of the installation stays enabled. */
export async function setOperatorAccess(
  ctx: InstallationContext,
  input: { readonly operatorId: string; readonly disabled: boolean },
): Promise<Outcome<{ operator: OperatorRow }>> {
  const before = await findOperator(ctx, input.operatorId)
  if (before === null) return operatorNotFound()
  const change = { id: before.id, disabled: input.disabled }
  await setOperatorDisabled(ctx, change, toAuditOrigin(ctx))
  const operator = await selectOperator(ctx.db, before.id)
  if (operator === null) return operatorNotFound()
  if ((operator.disabledAt !== null) !== input.disabled) return lastOwnerProblem()
  return { operator, problem: null }
}
