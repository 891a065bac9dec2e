import { resetAcknowledgement } from '../../db/queries/acknowledgements.ts'
import { decodeId } from '../../platform/ids.ts'
import { runOperatorAction } from '../operator/run-operator-action.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import type { Outcome } from '../problem.ts'

export type RetryAcknowledgementInput = {
  readonly paymentId: string
  readonly expectedVersion: number | null
}

/** Enqueues the acknowledgement of a payment now. A payment that is acknowledged, or needs no acknowledgement, is not changed. */
export async function retryAcknowledgement(
  ctx: Context,
  { paymentId, expectedVersion }: RetryAcknowledgementInput,
): Promise<Outcome<{ payment: PaymentRow }>> {
  const request = {
    paymentId: decodeId('pay', paymentId),
    expectedVersion,
    idempotencyRecord: null,
    replay: (payment: PaymentRow) => ({ payment }),
  }
  return runOperatorAction(ctx, request, async (before) => {
    const { acknowledgementStatus } = before
    if (acknowledgementStatus !== 'PENDING' && acknowledgementStatus !== 'FAILED') {
      return { payment: before, problem: null }
    }
    const action = createOperatorAction(ctx, {
      action: 'retryAcknowledgement',
      changes: { before: { acknowledgementStatus }, after: { acknowledgementStatus: 'PENDING' } },
    })
    const payment = await resetAcknowledgement(ctx.db, before, action)
    return payment === null ? null : { payment, problem: null }
  })
}
