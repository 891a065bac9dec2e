import { isDeadlock, isUniqueViolation } from '../../db/errors.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPayment, type PaymentRow } from '../../db/queries/payments.ts'
import { checkReason } from '../audit/check-reason.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey } from '../idempotency/idempotency-record.ts'
import { firstProblem } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'

export type OperatorActionResult = { readonly payment: PaymentRow; readonly replayed: boolean }

type OperatorActionRequest<Result extends object> = {
  /** null if the caller's id is not the id of a payment. */
  readonly paymentId: string | null
  readonly idempotencyRecord: IdempotencyRecord | null
  /** The result of a call whose idempotency key was used before with the same arguments. */
  readonly replay: (payment: PaymentRow) => Result
}

/** How often the payment is read and changed again because another call changed it in the meantime. */
const maxAttempts = 8

/** An operator action needs a reason, which is stored in the audit log. */
export function checkOperatorInput(input: {
  readonly reason: string
  readonly idempotencyKey: string | null
}): Problem | null {
  return firstProblem(checkReason(input.reason), checkIdempotencyKey(input.idempotencyKey))
}

/**
 * Reads a payment and changes it, repeatedly while other calls change it in between.
 * @param change returns null if the payment is no longer as it was passed to it
 */
export async function runOperatorAction<Result extends object>(
  ctx: Context,
  request: OperatorActionRequest<Result>,
  change: (payment: PaymentRow) => Promise<Outcome<Result> | null>,
): Promise<Outcome<Result>> {
  const { paymentId, idempotencyRecord } = request
  if (paymentId === null) return paymentNotFound()
  const outcome = await retryOnConflict(maxAttempts, async () => {
    const [payment, use] = await Promise.all([
      selectPayment(ctx.db, ctx.app.appId, paymentId),
      findKeyUse(ctx, idempotencyRecord),
    ])
    if (use !== null && use.problem !== null) return { problem: use.problem }
    if (payment === null) return paymentNotFound()
    if (use !== null) return { ...request.replay(payment), problem: null }
    return changeUnlessConcurrent(() => change(payment))
  })
  if (outcome !== null) return outcome
  return { problem: createProblem('BUSY', 'Another request is changing this payment.', ['paymentId'], 100) }
}

/** null also if the change failed because of a concurrent one, which rolled it back. */
async function changeUnlessConcurrent<Result>(change: () => Promise<Result | null>): Promise<Result | null> {
  try {
    return await change()
  } catch (error) {
    if (isUniqueViolation(error) || isDeadlock(error)) return null
    throw error
  }
}

export function toReplayed(payment: PaymentRow): OperatorActionResult {
  return { payment, replayed: true }
}

export function paymentNotFound(): { readonly problem: Problem } {
  return { problem: createProblem('PAYMENT_NOT_FOUND', 'There is no such payment.', ['paymentId']) }
}
