import type { PaymentRow } from '../../db/queries/payments.ts'
import { issuePurchaseToken } from '../../platform/crypto.ts'
import type { Context } from '../context.ts'

/**
 * The payment's purchase token, if the caller may have it: while the payment is not consumed, for a server, for a client
 * whose user token names the user, and for whoever has just proved to be the buyer. A bare user id proves nothing.
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
    caller.kind === 'SERVER' ||
    hasProofOfPurchase ||
    (caller.kind === 'CLIENT' && caller.userId !== null && caller.userId === owner.externalId)
  return isAllowed ? issuePurchaseToken(ctx.keyring, payment.appId, payment.id) : null
}
