import { updatePaymentOwner } from '../../db/queries/update-payment-owner.ts'
import { selectUserByExternalId, selectUsersByIds } from '../../db/queries/users.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import {
  runOperatorAction,
  checkOperatorInput,
  toReplayed,
  type OperatorActionResult,
} from '../operator/run-operator-action.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { firstProblem } from '../input.ts'
import { checkUserId } from '../user/check-user-id.ts'
import type { PaymentRow } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

export type TransferPaymentInput = {
  readonly paymentId: string
  /** The id of the user in the developer's system. */
  readonly toUserId: string
  readonly reason: string
  readonly expectedVersion: number | null
  readonly idempotencyKey: string | null
}

/** I5: only an operator action transfers a payment. Its purchase is transferred too, so that the new owner can submit the receipt. */
export async function transferPayment(
  ctx: Context,
  input: TransferPaymentInput,
): Promise<Outcome<OperatorActionResult>> {
  const { toUserId, reason, expectedVersion } = input
  const problem = firstProblem(checkUserId(toUserId, ['toUserId']), checkOperatorInput(input))
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
  const request = { paymentId, expectedVersion, idempotencyRecord, replay: toReplayed }
  return runOperatorAction(ctx, request, async (payment) => {
    if (payment.userId === user.id) return { ...toReplayed(payment), problem: null }
    const refused = checkTransferable(payment)
    if (refused !== null) return { payment, problem: refused }
    const [owner] = await selectUsersByIds(ctx.db, appId, [payment.userId])
    const details = { before: { userId: owner?.externalId }, after: { userId: toUserId } }
    const moved = await updatePaymentOwner(ctx.db, {
      appId,
      paymentId: payment.id,
      version: payment.version,
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
    ctx.events.notifyCommitted(ctx.app.appId)
    return { payment: moved, replayed: false, problem: null }
  })
}

function checkTransferable({ status, subscriptionId }: PaymentRow): Problem | null {
  if (status === 'REFUNDED') {
    return createProblem('PAYMENT_REFUNDED', 'A refunded payment cannot be transferred.', ['paymentId'])
  }
  if (subscriptionId === null) return null
  const message = 'The payment is a period of a subscription, which cannot be divided between users.'
  return createProblem('INVALID_INPUT', message, ['paymentId'])
}
