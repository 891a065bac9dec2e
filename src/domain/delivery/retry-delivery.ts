import { deleteDeliveryFailure, selectDeliveryFailures } from '../../db/queries/delivery-failures.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { runOperatorAction } from '../operator/run-operator-action.ts'
import type { Outcome } from '../problem.ts'

export type RetryDeliveryInput = {
  readonly paymentId: string
  readonly expectedVersion: number | null
}

/** Ends the failure of a delivery, so that the game server tries again. A payment without one is not changed. */
export async function retryDelivery(
  ctx: Context,
  { paymentId, expectedVersion }: RetryDeliveryInput,
): Promise<Outcome<{ payment: PaymentRow }>> {
  const request = {
    paymentId: decodeId('pay', paymentId),
    expectedVersion,
    idempotencyRecord: null,
    replay: (payment: PaymentRow) => ({ payment }),
  }
  return runOperatorAction(ctx, request, async (before) => {
    const [failure] = await selectDeliveryFailures(ctx.db, ctx.app.appId, [before.id])
    if (failure === undefined) return { payment: before, problem: null }
    const action = createOperatorAction(ctx, {
      action: 'retryDelivery',
      changes: {
        before: { deliveryFailureAttempts: failure.attempts },
        after: { deliveryFailureAttempts: null },
      },
    })
    const payment = await deleteDeliveryFailure(ctx.db, before, { eventId: newUuid(), action })
    if (payment === null) return null
    ctx.events.notifyCommitted(ctx.app.appId)
    return { payment, problem: null }
  })
}
