import { isDeadlock, isUniqueViolation } from '../../db/errors.ts'
import { selectIdempotencyKey, type IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPayment, type PaymentRow } from '../../db/queries/payments.ts'
import type { Context } from '../context.ts'
import { checkIdempotencyKey, idempotencyKeyReused } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

export type OperatorActionResult = { payment: PaymentRow; replayed: boolean }

/** Others may change the payment while we decide: then we look again. */
const maxAttempts = 8

/** Why a change by hand is made has to be said. */
export function checkOperatorInput(input: {
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
export async function runOperatorAction(
  ctx: Context,
  {
    paymentId,
    claim: idempotencyRecord,
  }: { readonly paymentId: string | null; readonly claim: IdempotencyRecord | null },
  change: (payment: PaymentRow) => Promise<Outcome<OperatorActionResult> | null>,
): Promise<Outcome<OperatorActionResult>> {
  if (paymentId === null) return paymentNotFound()
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const [payment, existingKey] = await Promise.all([
      selectPayment(ctx.db, ctx.app.appId, paymentId),
      idempotencyRecord === null ? null : selectIdempotencyKey(ctx.db, ctx.app.appId, idempotencyRecord),
    ])
    if (existingKey !== null && existingKey.requestHash !== idempotencyRecord?.requestHash)
      return { problem: idempotencyKeyReused() }
    if (payment === null) return paymentNotFound()
    if (existingKey !== null) return { payment, replayed: true, problem: null }
    try {
      const changed = await change(payment)
      if (changed !== null) return changed
    } catch (error) {
      if (!isUniqueViolation(error) && !isDeadlock(error)) throw error
    }
  }
  return { problem: createProblem('BUSY', 'Another request is changing this payment.', ['paymentId'], 100) }
}

export function paymentNotFound(): { readonly problem: Problem } {
  return { problem: createProblem('PAYMENT_NOT_FOUND', 'There is no such payment.', ['paymentId']) }
}
