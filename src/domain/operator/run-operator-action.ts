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
  /** The version of the payment that the caller saw; null to act on the payment as it is. */
  readonly expectedVersion: number | null
  readonly idempotencyRecord: IdempotencyRecord | null
  /**
   * The result of a call whose idempotency key was used before with the same arguments.
   * @param resourceId what that call changed or created
   */
  readonly replay: (payment: PaymentRow, resourceId: string) => Result | Promise<Result>
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
 * Reads a payment and changes it, repeatedly while other calls change it in between; once if the caller expects a version.
 * @param change returns null if the payment no longer has the version that was passed to it
 */
export async function runOperatorAction<Result extends { readonly payment: PaymentRow }>(
  ctx: Context,
  request: OperatorActionRequest<Result>,
  change: (payment: PaymentRow) => Promise<Outcome<Result> | null>,
): Promise<Outcome<Result>> {
  const { paymentId, expectedVersion, idempotencyRecord } = request
  if (paymentId === null) return paymentNotFound()
  const outcome = await retryOnConflict(maxAttempts, async () => {
    const [payment, use] = await Promise.all([
      selectPayment(ctx.db, ctx.app.appId, paymentId),
      findKeyUse(ctx, idempotencyRecord),
    ])
    if (use !== null && use.problem !== null) return { problem: use.problem }
    if (payment === null) return paymentNotFound()
    if (use !== null) return { ...(await request.replay(payment, use.resourceId)), problem: null }
    if (expectedVersion !== null && payment.version !== expectedVersion) return changedMeanwhile(payment)
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

/** The payment is returned, so that the caller sees what it is now. */
export function changedMeanwhile(payment: PaymentRow): {
  readonly problem: Problem
  readonly payment: PaymentRow
} {
  const message = 'The payment was changed after it was read. Read it again, and decide again.'
  return { payment, problem: createProblem('CHANGED_MEANWHILE', message, ['expectedVersion']) }
}

export function paymentNotFound(): { readonly problem: Problem } {
  return { problem: createProblem('PAYMENT_NOT_FOUND', 'There is no such payment.', ['paymentId']) }
}
