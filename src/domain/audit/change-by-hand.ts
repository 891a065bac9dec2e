import { isDeadlock, isUniqueViolation } from '../../db/errors.ts'
import { findIdempotencyKey, type IdempotencyClaim } from '../../db/queries/idempotency-keys.ts'
import { findPayment, type PaymentRow } from '../../db/queries/payments.ts'
import type { Context } from '../context.ts'
import { checkIdempotencyKey, keyReused } from '../idempotency/claim.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

export type ChangedByHand = { payment: PaymentRow; replayed: boolean }

/** Others may change the payment while we decide: then we look again. */
const attempts = 8

/** Why a change by hand is made has to be said. */
export function checkAct(input: {
  readonly reason: string
  readonly idempotencyKey: string | null
}): Problem | null {
  return firstProblem(
    checkText(input.reason, ['reason'], { min: 1, max: 500 }),
    checkIdempotencyKey(input.idempotencyKey),
  )
}

/**
 * Looks at the payment and changes it, again and again until nobody comes in between. A call whose key was used before is
 * answered as it was then.
 * @param change null if the payment was not any more what it was called with
 */
export async function changeByHand(
  ctx: Context,
  { paymentId, claim }: { readonly paymentId: string | null; readonly claim: IdempotencyClaim | null },
  change: (payment: PaymentRow) => Promise<Outcome<ChangedByHand> | null>,
): Promise<Outcome<ChangedByHand>> {
  if (paymentId === null) return paymentNotFound()
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [payment, used] = await Promise.all([
      findPayment(ctx.db, ctx.app.appId, paymentId),
      claim === null ? null : findIdempotencyKey(ctx.db, ctx.app.appId, claim),
    ])
    if (used !== null && used.fingerprint !== claim?.fingerprint) return { problem: keyReused() }
    if (payment === null) return paymentNotFound()
    if (used !== null) return { payment, replayed: true, problem: null }
    try {
      const changed = await change(payment)
      if (changed !== null) return changed
    } catch (error) {
      if (!isUniqueViolation(error) && !isDeadlock(error)) throw error
    }
  }
  return { problem: createProblem('BUSY', 'Others are changing this payment.', ['paymentId'], 100) }
}

export function paymentNotFound(): { readonly problem: Problem } {
  return { problem: createProblem('PAYMENT_NOT_FOUND', 'There is no such payment.', ['paymentId']) }
}
