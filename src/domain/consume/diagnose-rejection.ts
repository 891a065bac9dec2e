import { consumeOperation, type ConsumeRequest } from '../../db/queries/insert-consumes.ts'
import { selectConsumesOfPayments } from '../../db/queries/consumes.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPayment, type PaymentRow } from '../../db/queries/payments.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { idempotencyScope } from '../idempotency/idempotency-record.ts'
import { createProblem, type Outcome, type Problem, type ProblemCode } from '../problem.ts'
import { isUserSuspended, userSuspended } from '../user/user-suspended.ts'
import type { ConsumeResult } from './consume-result.ts'

/** Why the statement consumed nothing: an earlier call consumed the payment, with the same key or another, or it cannot be consumed. */
export async function diagnoseRejection(
  ctx: Context,
  userId: string | null,
  request: ConsumeRequest,
  path: readonly string[],
): Promise<Outcome<ConsumeResult>> {
  const { appId } = ctx.app
  const payment = await selectPayment(ctx.db, appId, request.paymentId)
  if (payment === null) return rejected('PAYMENT_NOT_FOUND', 'There is no such payment.', path)
  if (userId !== null && payment.userId !== userId) {
    return rejected('CONSUME_NOT_ALLOWED', 'The payment belongs to another user.', path)
  }
  const [keyUse, [consume]] = await Promise.all([
    findKeyUse(ctx, toIdempotencyRecord(ctx, request, payment), path),
    selectConsumesOfPayments(ctx.db, appId, [payment.id]),
  ])
  if (keyUse !== null && keyUse.problem !== null) return { problem: keyUse.problem }
  if (keyUse !== null && consume !== undefined) return { consume, payment, replayed: true, problem: null }
  const isSuspended = payment.status === 'PAID' && (await isUserSuspended(ctx, payment.userId))
  return { payment, problem: toStateProblem(payment, isSuspended, path) }
}

function toIdempotencyRecord(
  ctx: Context,
  { idempotencyKey, requestHash }: ConsumeRequest,
  payment: PaymentRow,
): IdempotencyRecord | null {
  if (idempotencyKey === null) return null
  const scope = idempotencyScope(ctx.caller, payment.userId)
  return { operation: consumeOperation, scope, key: idempotencyKey, requestHash }
}

/** Why a payment in this state cannot be consumed. */
export function toStateProblem(payment: PaymentRow, isSuspended: boolean, path: readonly string[]): Problem {
  const field = [...path, 'paymentId']
  if (payment.status === 'REFUNDED') {
    return createProblem('PAYMENT_REFUNDED', 'The store refunded this payment.', field)
  }
  if (!payment.consumable) {
    return createProblem('NOT_CONSUMABLE', 'The item is not consumable.', field)
  }
  if (isSuspended) return userSuspended(field)
  if (payment.status === 'PAID') {
    return createProblem('BUSY', 'Another call is changing this payment.', field, 100)
  }
  return createProblem('ALREADY_CONSUMED', 'The payment is already consumed. See payment.consume.', field)
}

function rejected(code: ProblemCode, message: string, path: readonly string[]): Outcome<ConsumeResult> {
  return { problem: createProblem(code, message, [...path, 'paymentId']) }
}
