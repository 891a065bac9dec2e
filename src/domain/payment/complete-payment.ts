import { isUniqueViolation } from '../../db/errors.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { updatePaymentCompleted } from '../../db/queries/update-completed-payment.ts'
import { selectPayment, type PaymentRow } from '../../db/queries/payments.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey, createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { isUserSuspended, userSuspended } from '../user/user-suspended.ts'

export type CompletePaymentInput = {
  readonly paymentId: string
  readonly deliveryReference: string | null
  readonly idempotencyKey: string | null
}

type CompletePaymentResult = { payment: PaymentRow; replayed: boolean }

/** Marks a payment as delivered. A payment of an item that cannot be consumed is completed from PAID directly. */
export async function completePayment(
  ctx: Context,
  input: CompletePaymentInput,
): Promise<Outcome<CompletePaymentResult>> {
  const { deliveryReference } = input
  const problem = firstProblem(
    checkText(deliveryReference ?? '', ['deliveryReference'], { min: 0, max: 200 }),
    checkIdempotencyKey(input.idempotencyKey),
  )
  if (problem !== null) return { problem }
  const paymentId = decodeId('pay', input.paymentId)
  if (paymentId === null) return paymentNotFound()
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'completePayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, deliveryReference },
  })
  try {
    const completion = {
      appId: ctx.app.appId,
      paymentId,
      deliveryReference,
      eventId: newUuid(),
      now: ctx.clock(),
      idempotency: idempotencyRecord,
    }
    const payment = await updatePaymentCompleted(ctx.db, completion)
    if (payment === null) return await diagnoseRejection(ctx, paymentId, idempotencyRecord)
    ctx.events.notifyCommitted(ctx.app.appId)
    return { payment, replayed: false, problem: null }
  } catch (error) {
    if (isUniqueViolation(error)) return diagnoseRejection(ctx, paymentId, idempotencyRecord)
    throw error
  }
}

/** Why the statement completed nothing. */
async function diagnoseRejection(
  ctx: Context,
  paymentId: string,
  idempotencyRecord: IdempotencyRecord | null,
): Promise<Outcome<CompletePaymentResult>> {
  const [payment, keyUse] = await Promise.all([
    selectPayment(ctx.db, ctx.app.appId, paymentId),
    findKeyUse(ctx, idempotencyRecord),
  ])
  if (keyUse !== null && keyUse.problem !== null) return { problem: keyUse.problem }
  if (payment === null) return paymentNotFound()
  if (keyUse !== null || payment.status === 'COMPLETED') return { payment, replayed: true, problem: null }
  if (payment.status === 'REFUNDED') {
    return {
      payment,
      problem: createProblem('PAYMENT_REFUNDED', 'The store refunded this payment.', ['paymentId']),
    }
  }
  if (!payment.consumable && (await isUserSuspended(ctx, payment.userId))) {
    return { payment, problem: userSuspended(['paymentId']) }
  }
  return {
    payment,
    problem: createProblem('NOT_CONSUMED', 'Consume the payment before delivering.', ['paymentId']),
  }
}

function paymentNotFound(): Outcome<CompletePaymentResult> {
  return { problem: createProblem('PAYMENT_NOT_FOUND', 'There is no such payment.', ['paymentId']) }
}
