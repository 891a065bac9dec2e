import { selectOperatorTokens } from '../../db/queries/operator-tokens.ts'
import type { InstallationContext } from '../context.ts'
import type { OperatorTokenRow } from '../models.ts'
import { createTokenFilter } from './create-token-filter.ts'

/**
 * Lists the newest 100 tokens of the operator: valid ones first, each newest first. A caller with a token sees only those that may do no
 * more than it.
 */
export async function listPersonalAccessTokens(
  ctx: InstallationContext,
  operatorId: string | null,
): Promise<OperatorTokenRow[]> {
  if (operatorId === null) return []
  const isShown = await createTokenFilter(ctx)
  const tokens = await selectOperatorTokens(ctx.db, operatorId, ctx.clock())
  return tokens.filter(isShown)
}
