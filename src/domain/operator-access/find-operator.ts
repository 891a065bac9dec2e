import { selectOperator } from '../../db/queries/operators.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import type { OperatorRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'

/** The operator with this prefixed id; null if there is none. */
export async function findOperator(
  { db }: Pick<Services, 'db'>,
  operatorId: string,
): Promise<OperatorRow | null> {
  const id = decodeId('opr', operatorId)
  return id === null ? null : selectOperator(db, id)
}

export function operatorNotFound(): { readonly problem: Problem } {
  return { problem: createProblem('INVALID_INPUT', 'There is no such operator.', ['operatorId']) }
}

export function lastOwnerProblem(): { readonly problem: Problem } {
  const message = 'This is the last owner. Make another operator an owner first.'
  return { problem: createProblem('LAST_OWNER', message, ['operatorId']) }
}
