import { selectOperatorToken } from '../../db/queries/operator-tokens.ts'
import { includesRole } from '../access/operator-role.ts'
import type { InstallationContext } from '../context.ts'
import type { OperatorTokenRow } from '../models.ts'

/**
 * Returns whether the caller may see and revoke a token of its operator: with a session each of them, and with a token only those that
 * may do no more than it. So a token that leaked from one project neither lists nor ends those of another.
 */
export async function createTokenFilter({
  caller,
  db,
}: InstallationContext): Promise<(token: OperatorTokenRow) => boolean> {
  if (caller.via !== 'TOKEN') return () => true
  const own = caller.credentialId === null ? null : await selectOperatorToken(db, caller.credentialId)
  return (token) => own !== null && (token.id === own.id || includesRights(own, token))
}

function includesRights(own: OperatorTokenRow, other: OperatorTokenRow): boolean {
  return (
    includesRole(own.role, other.role) &&
    (own.appIds === null || (other.appIds?.every((appId) => own.appIds?.includes(appId)) ?? false)) &&
    (own.allowSensitiveActs || !other.allowSensitiveActs)
  )
}
