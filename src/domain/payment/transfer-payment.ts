import { transferPayment as giveTo } from '../../db/queries/transfer-payment.ts'
import { findUser, findUsers } from '../../db/queries/users.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import { changeByHand, checkAct, type ChangedByHand } from '../audit/change-by-hand.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import { createClaim } from '../idempotency/claim.ts'
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
): Promise<Outcome<ChangedByHand>> {
  const { toUserId, reason } = input
  const problem = firstProblem(checkText(toUserId, ['toUserId'], { min: 1, max: 200 }), checkAct(input))
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const user = await findUser(ctx.db, appId, toUserId)
  if (user === null) {
    const message = 'The user is not registered: call registerUser first.'
    return { problem: createProblem('USER_NOT_REGISTERED', message, ['toUserId']) }
  }
  const paymentId = decodeId('pay', input.paymentId)
  const claim = createClaim(ctx.caller, {
    operation: 'transferPayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, toUserId, reason },
  })
  return changeByHand(ctx, { paymentId, claim }, async (payment) => {
    if (payment.userId === user.id) return { payment, replayed: true, problem: null }
    if (payment.status === 'REFUNDED') {
      const message = 'The money went back: there is nothing to give to anybody.'
      return { payment, problem: createProblem('PAYMENT_REFUNDED', message, ['paymentId']) }
    }
    const [owner] = await findUsers(ctx.db, appId, [payment.userId])
    const details = { before: { userId: owner?.externalId }, after: { userId: toUserId } }
    const moved = await giveTo(ctx.db, {
      appId,
      paymentId: payment.id,
      fromUserId: payment.userId,
      toUserId: user.id,
      eventId: newUuid(),
      act: createAct(ctx, { action: 'transferPayment', reason, details, claim }),
    })
    if (moved === null) return null
    ctx.feed.announce()
    return { payment: moved, replayed: false, problem: null }
  })
}
