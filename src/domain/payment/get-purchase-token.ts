import type { PaymentRow } from '../../db/queries/payments.ts'
import { issuePurchaseToken } from '../../platform/crypto.ts'
import type { Context } from '../context.ts'
import { hasRole } from '../server-key/has-role.ts'

/**
 * The payment's purchase token; null if the payment is consumed or the caller may not have the token. A token lets its holder
 * consume, so a server key needs a role that may consume. A client with a user token of the owner may have it, and so may a caller
 * whose receipt proved it to be the buyer. A user id without a token does not.
 */
export async function getPurchaseToken(
  ctx: Context,
  payment: PaymentRow & { readonly hasProofOfPurchase?: boolean },
  loadOwner: () => Promise<{ readonly externalId: string }>,
): Promise<string | null> {
  if (payment.status !== 'PAID') return null
  const isAllowed = payment.hasProofOfPurchase === true || (await mayConsume(ctx, loadOwner))
  return isAllowed ? issuePurchaseToken(ctx.keyring, payment.appId, payment.id) : null
}

/** The owner is read only where it decides. */
async function mayConsume(
  { caller }: Context,
  loadOwner: () => Promise<{ readonly externalId: string }>,
): Promise<boolean> {
  if (caller.kind === 'SERVER') return hasRole(caller.role, 'GAME_SERVER')
  if (caller.kind !== 'CLIENT' || caller.userId === null) return false
  return caller.userId === (await loadOwner()).externalId
}
