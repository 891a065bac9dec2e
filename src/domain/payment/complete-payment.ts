import { isUniqueViolation } from '../../db/errors.ts'
import { findIdempotencyKey, type IdempotencyClaim } from '../../db/queries/idempotency-keys.ts'
import { completePayment as moveToCompleted } from '../../db/queries/complete-payment.ts'
import { findPayment, type PaymentRow } from '../../db/queries/payments.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { checkIdempotencyKey, createClaim, keyReused } from '../idempotency/claim.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'

export type CompletePaymentInput = {
  readonly paymentId: string
  readonly deliveryReference: string | null
  readonly idempotencyKey: string | null
}

type CompletePaymentResult = { payment: PaymentRow; replayed: boolean }

/** The game's word that the item was delivered. Items that cannot be consumed are completed straight from PAID. */
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
  if (paymentId === null) return notFound()
  const claim = createClaim(ctx.caller, {
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
      claim,
    }
    const payment = await moveToCompleted(ctx.db, completion)
    if (payment === null) return await explain(ctx, paymentId, claim)
    ctx.feed.announce()
    return { payment, replayed: false, problem: null }
  } catch (error) {
    if (isUniqueViolation(error)) return explain(ctx, paymentId, claim)
    throw error
  }
}

/** Why the payment did not move. */
async function explain(
  ctx: Context,
  paymentId: string,
  claim: IdempotencyClaim | null,
): Promise<Outcome<CompletePaymentResult>> {
  const [payment, used] = await Promise.all([
    findPayment(ctx.db, ctx.app.appId, paymentId),
    claim === null ? null : findIdempotencyKey(ctx.db, ctx.app.appId, claim),
  ])
  if (used !== null && used.fingerprint !== claim?.fingerprint) return { problem: keyReused() }
  if (payment === null) return notFound()
  if (used !== null || payment.status === 'COMPLETED') return { payment, replayed: true, problem: null }
  if (payment.status === 'REFUNDED') {
    return {
      payment,
      problem: createProblem('PAYMENT_REFUNDED', 'The store took the money back.', ['paymentId']),
    }
  }
  return {
    payment,
    problem: createProblem('NOT_CONSUMED', 'Consume the payment before delivering.', ['paymentId']),
  }
}

function notFound(): Outcome<CompletePaymentResult> {
  return { problem: createProblem('PAYMENT_NOT_FOUND', 'There is no such payment.', ['paymentId']) }
}
