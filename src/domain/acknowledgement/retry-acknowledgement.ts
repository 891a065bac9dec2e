import { selectPayment, type PaymentRow } from '../../db/queries/payments.ts'
import { resetAcknowledgement } from '../../db/queries/acknowledgements.ts'
import { decodeId } from '../../platform/ids.ts'
import { paymentNotFound } from '../operator/run-operator-action.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'

/** Enqueues the acknowledgement of a payment now. A payment that is acknowledged, or needs no acknowledgement, is not changed. */
export async function retryAcknowledgement(
  ctx: Context,
  input: { readonly paymentId: string },
): Promise<Outcome<{ payment: PaymentRow }>> {
  const { appId } = ctx.app
  const id = decodeId('pay', input.paymentId)
  const before = id === null ? null : await selectPayment(ctx.db, appId, id)
  if (id === null || before === null) return paymentNotFound()
  const details = {
    before: { acknowledgementStatus: before.acknowledgementStatus },
    after: { acknowledgementStatus: 'PENDING' },
  }
  const operatorAction = createOperatorAction(ctx, {
    action: 'retryAcknowledgement',
    reason: null,
    changes: details,
    idempotencyRecord: null,
  })
  const payment = await resetAcknowledgement(ctx.db, { appId, id, action: operatorAction })
  return { payment: payment ?? (await selectPayment(ctx.db, appId, id)) ?? before, problem: null }
}
