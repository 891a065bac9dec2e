import { setTimeout as delay } from 'node:timers/promises'
import { isDeadlock, isLockTimeout, isUniqueViolation } from '../../db/errors.ts'
import type { ConsumeRequest } from '../../db/queries/insert-consumes.ts'
import { selectUserByExternalId } from '../../db/queries/users.ts'
import { isPurchaseToken } from '../../platform/crypto.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import { backoffMs, startDeadline } from '../../platform/retry.ts'
import type { Context } from '../context.ts'
import { checkIdempotencyKey, hashRequest } from '../idempotency/idempotency-record.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { userTokenRequired } from '../user/resolve-user.ts'
import type { ConsumeResult } from './consume-result.ts'
import { diagnoseRejection } from './diagnose-rejection.ts'

export type ConsumePaymentInput = {
  readonly paymentId: string
  readonly purchaseToken: string
  readonly idempotencyKey: string | null
}

/**
 * I2, I3: check the token (without the database) → lock → one statement → notify the feed. The lock only saves the database
 * useless work: the statement alone decides, so the result is correct without the lock too.
 */
export async function consumePayment(
  ctx: Context,
  input: ConsumePaymentInput,
  path: readonly string[] = [],
): Promise<Outcome<ConsumeResult>> {
  const request = validateRequest(ctx, input, path)
  if ('problem' in request) return request
  const owner = await resolvePaymentOwner(ctx)
  if ('problem' in owner) return owner
  const lock = await ctx.coordination.acquire(`consume:{${ctx.app.appId}:${request.paymentId}}`, {
    ttlMs: ctx.limits.consumeLockTtlMs,
    waitMs: ctx.limits.consumeLockWaitMs,
  })
  if (lock === 'busy') {
    return { problem: createProblem('BUSY', 'Another call is consuming this payment.', path, 100) }
  }
  try {
    return await consumeUnlocked(ctx, owner.userId, request, path)
  } finally {
    lock.release()
  }
}

/** The statement waits for nobody. A payment that another transaction has locked is tried again, without a connection meanwhile. */
async function consumeUnlocked(
  ctx: Context,
  userId: string | null,
  request: ConsumeRequest,
  path: readonly string[],
): Promise<Outcome<ConsumeResult>> {
  const deadline = startDeadline(ctx.limits.consumeLockWaitMs)
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await consumeOnce(ctx, userId, request, path)
    if (outcome.problem?.code !== 'BUSY') return outcome
    const delayMs = backoffMs(attempt, 4, 100)
    if (delayMs > deadline.remainingMs()) return outcome
    await delay(delayMs)
  }
}

async function consumeOnce(
  ctx: Context,
  userId: string | null,
  request: ConsumeRequest,
  path: readonly string[],
): Promise<Outcome<ConsumeResult>> {
  const { caller } = ctx
  const { appId } = ctx.app
  const consumedBy = caller.kind
  const serverKeyId = caller.kind === 'SERVER' ? caller.serverKeyId : null
  const scope = caller.kind === 'CLIENT' ? null : 'server'
  try {
    const consumed = await ctx.consumeBatcher.consume(
      { appId, consumedBy, serverKeyId, userId, scope },
      request,
    )
    if (consumed === null) return await diagnoseRejection(ctx, userId, request, path)
    ctx.events.notifyCommitted(appId)
    const { payment, consumedAt } = consumed
    const { consumeId: id, paymentId, idempotencyKey, address } = request
    const consume = { appId, id, paymentId, consumedAt, consumedBy, serverKeyId, idempotencyKey, address }
    return { consume, payment, replayed: false, problem: null }
  } catch (error) {
    if (!isUniqueViolation(error) && !isLockTimeout(error) && !isDeadlock(error)) throw error
    return diagnoseRejection(ctx, userId, request, path)
  }
}

function validateRequest(
  ctx: Context,
  input: ConsumePaymentInput,
  path: readonly string[],
): ConsumeRequest | { readonly problem: Problem } {
  const problem = checkIdempotencyKey(input.idempotencyKey, path)
  if (problem !== null) return { problem }
  const paymentId = decodeId('pay', input.paymentId)
  if (paymentId === null) {
    return {
      problem: createProblem('PAYMENT_NOT_FOUND', 'There is no such payment.', [...path, 'paymentId']),
    }
  }
  if (!isPurchaseToken(ctx.keyring, input.purchaseToken, ctx.app.appId, paymentId)) {
    const message = 'The purchase token does not belong to this payment.'
    return { problem: createProblem('PURCHASE_TOKEN_INVALID', message, [...path, 'purchaseToken']) }
  }
  return {
    paymentId,
    consumeId: newUuid(),
    eventId: newUuid(),
    idempotencyKey: input.idempotencyKey,
    requestHash: hashRequest({ paymentId }),
    address: ctx.caller.address,
  }
}

/** The user whose payments the caller may consume; null if it may consume those of every user. */
async function resolvePaymentOwner(
  ctx: Context,
): Promise<{ readonly userId: string | null } | { readonly problem: Problem }> {
  const { caller, app } = ctx
  if (caller.kind !== 'CLIENT') return { userId: null }
  if (app.row.consumeModel !== 'BUILT_IN') {
    const message = 'Only the game server consumes payments of an app with the server-to-server model.'
    return { problem: createProblem('CONSUME_NOT_ALLOWED', message) }
  }
  if (caller.userId === null) {
    if (!app.row.requireUserToken) return { userId: null }
    return { problem: userTokenRequired('This AppKey requires a user token.') }
  }
  const user = await selectUserByExternalId(ctx.db, app.appId, caller.userId)
  if (user !== null) return { userId: user.id }
  return {
    problem: createProblem('USER_NOT_REGISTERED', 'The user is not registered: call registerUser first.'),
  }
}
