import type { PaymentRow } from '../../db/queries/payments.ts'
import { issuePurchaseToken } from '../../platform/crypto.ts'
import type { Context } from '../context.ts'
import { hasRole } from '../server-key/has-role.ts'

/**
 * The payment's purchase token; null if the payment is consumed or the caller may not have the token. A token lets its holder
 * consume, so a server key needs a role that may consume. A client with a user token of the owner may have it, and so may a caller
 * whose receipt proved it to be the buyer. A user id without a token does not.
 */
export function getPurchaseToken(
  ctx: Context,
  payment: PaymentRow,
  owner: { readonly externalId: string },
  hasProofOfPurchase: boolean,
): string | null {
  if (payment.status !== 'PAID') return null
  const { caller } = ctx
  const isAllowed =
    (caller.kind === 'SERVER' && hasRole(caller.role, 'GAME_SERVER')) ||
    hasProofOfPurchase ||
    (caller.kind === 'CLIENT' && caller.userId !== null && caller.userId === owner.externalId)
  return isAllowed ? issuePurchaseToken(ctx.keyring, payment.appId, payment.id) : null
}
