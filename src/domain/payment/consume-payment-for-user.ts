import { updatePaymentConsumedForUser } from '../../db/queries/update-payment-consumed-for-user.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import {
  checkOperatorInput,
  runOperatorAction,
  toReplayed,
  type OperatorActionResult,
} from '../operator/run-operator-action.ts'
import { toStateProblem } from '../consume/diagnose-rejection.ts'
import type { Context } from '../context.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import type { Outcome } from '../problem.ts'
import { isUserSuspended } from '../user/user-suspended.ts'

export type ConsumePaymentForUserInput = {
  readonly paymentId: string
  readonly reason: string
  readonly expectedVersion: number | null
  readonly idempotencyKey: string | null
}

/** I2: consumes a payment as an operator action, which needs no purchase token: an operator never sees one. */
export async function consumePaymentForUser(
  ctx: Context,
  input: ConsumePaymentForUserInput,
): Promise<Outcome<OperatorActionResult>> {
  const problem = checkOperatorInput(input)
  if (problem !== null) return { problem }
  const { reason, expectedVersion } = input
  const paymentId = decodeId('pay', input.paymentId)
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'consumePaymentForUser',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, reason },
  })
  const request = { paymentId, expectedVersion, idempotencyRecord, replay: toReplayed }
  return runOperatorAction(ctx, request, async (payment) => {
    const isSuspended = await isUserSuspended(ctx, payment.userId)
    if (payment.status !== 'PAID' || !payment.consumable || isSuspended) {
      return { payment, problem: toStateProblem(payment, isSuspended, []) }
    }
    const action = createOperatorAction(ctx, {
      action: 'consumePaymentForUser',
      reason,
      changes: { before: { status: payment.status }, after: { status: 'CONSUMED' } },
      idempotencyRecord,
    })
    const ids = { consumeId: newUuid(), eventId: newUuid() }
    const consumed = await updatePaymentConsumedForUser(ctx.db, payment, { ...ids, action })
    if (consumed === null) return null
    ctx.events.notifyCommitted(ctx.app.appId)
    return { payment: consumed, replayed: false, problem: null }
  })
}
