import { selectOperatorTokens } from '../../db/queries/operator-tokens.ts'
import type { InstallationContext } from '../context.ts'
import type { OperatorTokenRow } from '../models.ts'

/** Lists the newest 100 tokens of the operator: valid ones first, each newest first. */
export async function listPersonalAccessTokens(
  { db, clock }: InstallationContext,
  operatorId: string | null,
): Promise<OperatorTokenRow[]> {
  return operatorId === null ? [] : selectOperatorTokens(db, operatorId, clock())
}
