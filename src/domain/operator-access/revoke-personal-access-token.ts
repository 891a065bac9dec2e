import { selectOperatorToken, updateOperatorTokenRevoked } from '../../db/queries/operator-tokens.ts'
import { decodeId } from '../../platform/ids.ts'
import type { InstallationContext } from '../context.ts'
import type { OperatorTokenRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { createTokenFilter } from './create-token-filter.ts'

/** Revokes a token of the operator, or any token for an owner of the installation. It is rejected from then on. */
export async function revokePersonalAccessToken(
  ctx: InstallationContext,
  input: { readonly tokenId: string },
): Promise<Outcome<{ token: OperatorTokenRow }>> {
  const id = decodeId('pat', input.tokenId)
  const token = id === null ? null : await selectOperatorToken(ctx.db, id)
  if (token === null || !(await mayRevoke(ctx, token))) {
    return { problem: createProblem('INVALID_INPUT', 'There is no such token.', ['tokenId']) }
  }
  const { name, operatorId, revokedAt } = token
  if (revokedAt !== null) return { token, problem: null }
  const action = createOperatorAction(ctx, {
    action: 'revokePersonalAccessToken',
    changes: { before: { name, operatorId, revoked: false }, after: { revoked: true } },
  })
  const revoked = await updateOperatorTokenRevoked(ctx.db, token.id, action)
  return { token: revoked ?? (await selectOperatorToken(ctx.db, token.id)) ?? token, problem: null }
}

async function mayRevoke(ctx: InstallationContext, token: OperatorTokenRow): Promise<boolean> {
  const { caller } = ctx
  if (!caller.isInstallationOwner && caller.operator.id !== token.operatorId) return false
  return (await createTokenFilter(ctx))(token)
}
