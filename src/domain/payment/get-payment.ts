import { selectPayment, type PaymentRow } from '../../db/queries/payments.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { assertCanRead, isOwner } from '../user/access.ts'

/** The payment with this prefixed id; null if it does not exist or the caller may not read it. */
export async function getPayment(ctx: Context, id: string): Promise<PaymentRow | null> {
  assertCanRead(ctx)
  const uuid = decodeId('pay', id)
  const payment = uuid === null ? null : await selectPayment(ctx.db, ctx.app.appId, uuid)
  return payment !== null && (await isOwner(ctx, payment.userId)) ? payment : null
}
