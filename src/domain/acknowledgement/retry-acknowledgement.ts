import { findPayment, type PaymentRow } from '../../db/queries/payments.ts'
import { retryAcknowledgement as retry } from '../../db/queries/retry-work.ts'
import { decodeId } from '../../platform/ids.ts'
import { paymentNotFound } from '../audit/change-by-hand.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'

/** Has a payment's store told once more, at once. What is told, or needs no telling, stays as it is. */
export async function retryAcknowledgement(
  ctx: Context,
  input: { readonly paymentId: string },
): Promise<Outcome<{ payment: PaymentRow }>> {
  const { appId } = ctx.app
  const id = decodeId('pay', input.paymentId)
  const before = id === null ? null : await findPayment(ctx.db, appId, id)
  if (id === null || before === null) return paymentNotFound()
  const details = {
    before: { acknowledgementStatus: before.acknowledgementStatus },
    after: { acknowledgementStatus: 'PENDING' },
  }
  const act = createAct(ctx, { action: 'retryAcknowledgement', reason: null, details, claim: null })
  const payment = await retry(ctx.db, { appId, id, act })
  return { payment: payment ?? (await findPayment(ctx.db, appId, id)) ?? before, problem: null }
}
