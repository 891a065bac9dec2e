import { updatePaymentOwner as giveTo } from '../../db/queries/update-payment-owner.ts'
import { selectUserByExternalId, selectUsersByIds } from '../../db/queries/users.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import {
  runOperatorAction,
  checkOperatorInput,
  type OperatorActionResult,
} from '../operator/run-operator-action.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'

export type TransferPaymentInput = {
  readonly paymentId: string
  /** The developer's own id. */
  readonly toUserId: string
  readonly reason: string
  readonly idempotencyKey: string | null
}

/** I5: a payment changes hands only by an operator's act. Its purchase goes with it, so that the receipt does too. */
export async function transferPayment(
  ctx: Context,
  input: TransferPaymentInput,
): Promise<Outcome<OperatorActionResult>> {
  const { toUserId, reason } = input
  const problem = firstProblem(
    checkText(toUserId, ['toUserId'], { min: 1, max: 200 }),
    checkOperatorInput(input),
  )
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const user = await selectUserByExternalId(ctx.db, appId, toUserId)
  if (user === null) {
    const message = 'The user is not registered: call registerUser first.'
    return { problem: createProblem('USER_NOT_REGISTERED', message, ['toUserId']) }
  }
  const paymentId = decodeId('pay', input.paymentId)
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'transferPayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, toUserId, reason },
  })
  return runOperatorAction(ctx, { paymentId, claim: idempotencyRecord }, async (payment) => {
    if (payment.userId === user.id) return { payment, replayed: true, problem: null }
    if (payment.status === 'REFUNDED') {
      const message = 'A refunded payment cannot be transferred.'
      return { payment, problem: createProblem('PAYMENT_REFUNDED', message, ['paymentId']) }
    }
    const [owner] = await selectUsersByIds(ctx.db, appId, [payment.userId])
    const details = { before: { userId: owner?.externalId }, after: { userId: toUserId } }
    const moved = await giveTo(ctx.db, {
      appId,
      paymentId: payment.id,
      fromUserId: payment.userId,
      toUserId: user.id,
      eventId: newUuid(),
      action: createOperatorAction(ctx, {
        action: 'transferPayment',
        reason,
        changes: details,
        idempotencyRecord,
      }),
    })
    if (moved === null) return null
    ctx.feed.notifyCommitted()
    return { payment: moved, replayed: false, problem: null }
  })
}
