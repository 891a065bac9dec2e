import { consumeOperation, type ConsumeWish } from '../../db/queries/consume-payments.ts'
import { findConsumesOfPayments } from '../../db/queries/consumes.ts'
import { findIdempotencyKey } from '../../db/queries/idempotency-keys.ts'
import { findPayment, type PaymentRow } from '../../db/queries/payments.ts'
import type { Context } from '../context.ts'
import { claimScope, keyReused } from '../idempotency/claim.ts'
import { createProblem, type Outcome, type Problem, type ProblemCode } from '../problem.ts'
import type { ConsumeResult } from './consume-result.ts'

/** Why the statement consumed nothing: the same call came before, another one did, or the payment cannot be consumed. */
export async function explainRefusal(
  ctx: Context,
  userId: string | null,
  wish: ConsumeWish,
  path: readonly string[],
): Promise<Outcome<ConsumeResult>> {
  const { appId } = ctx.app
  const payment = await findPayment(ctx.db, appId, wish.paymentId)
  if (payment === null) return refuse('PAYMENT_NOT_FOUND', 'There is no such payment.', path)
  if (userId !== null && payment.userId !== userId) {
    return refuse('CONSUME_NOT_ALLOWED', 'The payment is not the one of this user.', path)
  }
  const [usedFor, [consume]] = await Promise.all([
    findKeyUse(ctx, wish, payment),
    findConsumesOfPayments(ctx.db, appId, [payment.id]),
  ])
  if (usedFor === 'other call') return { problem: keyReused(path) }
  if (usedFor === 'this call' && consume !== undefined)
    return { consume, payment, replayed: true, problem: null }
  return { payment, problem: describeState(payment, path) }
}

async function findKeyUse(
  ctx: Context,
  { idempotencyKey, fingerprint }: ConsumeWish,
  payment: PaymentRow,
): Promise<'unused' | 'this call' | 'other call'> {
  if (idempotencyKey === null) return 'unused'
  const scope = claimScope(ctx.caller, payment.userId)
  const claim = { operation: consumeOperation, scope, key: idempotencyKey, fingerprint }
  const used = await findIdempotencyKey(ctx.db, ctx.app.appId, claim)
  if (used === null) return 'unused'
  return used.fingerprint === fingerprint ? 'this call' : 'other call'
}

function describeState(payment: PaymentRow, path: readonly string[]): Problem {
  const field = [...path, 'paymentId']
  if (payment.status === 'REFUNDED') {
    return createProblem('PAYMENT_REFUNDED', 'The store took the money back.', field)
  }
  if (!payment.consumable) {
    return createProblem(
      'NOT_CONSUMABLE',
      'The item is owned for good or by time: there is nothing to consume.',
      field,
    )
  }
  if (payment.status === 'PAID') {
    return createProblem('BUSY', 'Another call is changing this payment.', field, 100)
  }
  return createProblem(
    'ALREADY_CONSUMED',
    'The payment was consumed before; payment.consume says when and by whom.',
    field,
  )
}

function refuse(code: ProblemCode, message: string, path: readonly string[]): Outcome<ConsumeResult> {
  return { problem: createProblem(code, message, [...path, 'paymentId']) }
}
