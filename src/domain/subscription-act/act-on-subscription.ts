import { isUniqueViolation } from '../../db/errors.ts'
import { selectSubscription } from '../../db/queries/subscriptions.ts'
import {
  updateSubscriptionActAccepted,
  updateSubscriptionActCallEnded,
  updateSubscriptionActEnded,
} from '../../db/queries/subscription-acts.ts'
import { decodeId } from '../../platform/ids.ts'
import type { StoreActionResult } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import type { SubscriptionActRow, SubscriptionRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { checkOperatorInput } from '../operator/run-operator-action.ts'
import type { Outcome, Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { readAgain } from '../subscription/check-subscription.ts'
import { findActTarget } from './find-act-target.ts'
import { findDoneAct, maxCallMs, openAct } from './open-act.ts'
import {
  notPossible,
  subscriptionBusy,
  subscriptionNotFound,
  type SubscriptionAct,
  type SubscriptionActInput,
  type SubscriptionActResult,
} from './subscription-act.ts'

/** Of several concurrent calls one calls the store, and the others see its result. Stores may take seconds. */
const lockTimings = { ttlMs: maxCallMs, waitMs: 10_000 }

type Idempotency = ReturnType<typeof createIdempotencyRecord>

/**
 * Asks the store to change a subscription, and then reads it again: its state always comes from the store. The request is stored before
 * the call, so a call whose answer was lost is continued by repeating it.
 */
export async function actOnSubscription(
  ctx: Context,
  input: SubscriptionActInput,
  act: SubscriptionAct,
): Promise<Outcome<SubscriptionActResult>> {
  const problem = checkOperatorInput(input)
  if (problem !== null) return { problem }
  const id = decodeId('sub', input.subscriptionId)
  if (id === null) return { problem: subscriptionNotFound() }
  const { reason } = input
  const idempotency = createIdempotencyRecord(ctx.caller, {
    operation: act.action,
    key: input.idempotencyKey,
    userId: '',
    args: { id, reason, ...act.args },
  })
  const lock = await ctx.coordination.acquire(`subscription-act:{${ctx.app.appId}:${id}}`, lockTimings)
  if (lock === 'busy') return { problem: subscriptionBusy() }
  try {
    return await actWithLock(ctx, { id, input, act, idempotency })
  } finally {
    lock.release()
  }
}

type Request = {
  readonly id: string
  readonly input: SubscriptionActInput
  readonly act: SubscriptionAct
  readonly idempotency: Idempotency
}

async function actWithLock(ctx: Context, request: Request): Promise<Outcome<SubscriptionActResult>> {
  const { id, act, input, idempotency } = request
  const subscription = await selectSubscription(ctx.db, ctx.app.appId, id)
  const use = await findKeyUse(ctx, idempotency)
  if (use !== null && use.problem !== null) return { problem: use.problem }
  if (subscription === null) return { problem: subscriptionNotFound() }
  const target = await findActTarget(ctx, subscription, act)
  const { managementUrl } = target
  if (use !== null) return { subscription, managementUrl, replayed: true, problem: null }
  if (target.problem !== null) {
    const done = target.hasEnded === true ? await findDoneAct(ctx, subscription, { act, input }) : null
    const problem =
      done === null ? target.problem : await storeAccepted(ctx, subscription, { request, opened: done })
    if (problem !== null) return { subscription, managementUrl, problem }
    return { subscription, managementUrl, replayed: false, problem: null }
  }
  const opened = await openAct(ctx, subscription, { act, input })
  if (opened.problem !== null) return { subscription, managementUrl, problem: opened.problem }
  const call = { request, opened: opened.row, callAct: () => target.call(target.target, opened.row) }
  const problem = opened.isDone
    ? await storeAccepted(ctx, subscription, call)
    : await callStore(ctx, subscription, call)
  if (problem !== null) return { subscription, managementUrl, problem }
  return { ...(await readResult(ctx, subscription)), managementUrl }
}

type Call = {
  readonly request: Request
  readonly opened: SubscriptionActRow
  readonly callAct: () => Promise<StoreActionResult>
}

/** Null if the store has done what was asked. A request that it refuses is ended; one whose answer is unknown stays open. */
async function callStore(
  ctx: Context,
  subscription: SubscriptionRow,
  { request, opened, callAct }: Call,
): Promise<Problem | null> {
  const now = ctx.clock()
  try {
    const result = await callAct()
    if (result.kind === 'rejected') {
      await updateSubscriptionActEnded(ctx.db, opened, { status: 'REFUSED', now })
      return notPossible(`${result.reason} ${request.act.instead}`)
    }
  } catch (error) {
    const problem = toStoreProblem(ctx, subscription.store, error)
    await (problem.code === 'STORE_UNAVAILABLE'
      ? updateSubscriptionActCallEnded(ctx.db, opened)
      : updateSubscriptionActEnded(ctx.db, opened, { status: 'REFUSED', now }))
    return problem
  }
  return storeAccepted(ctx, subscription, { request, opened })
}

async function storeAccepted(
  ctx: Context,
  { status, accessUntil, willRenew }: SubscriptionRow,
  { request: { act, input, idempotency }, opened }: Pick<Call, 'request' | 'opened'>,
): Promise<Problem | null> {
  const action = createOperatorAction(ctx, {
    action: act.action,
    changes: { before: { status, accessUntil, willRenew }, after: act.args, storeAnswered: 'accepted' },
    reason: input.reason,
    idempotencyRecord: idempotency,
  })
  try {
    await updateSubscriptionActAccepted(ctx.db, opened, action)
    return null
  } catch (error) {
    await updateSubscriptionActCallEnded(ctx.db, opened)
    // Another call used the key for something else at the same time; repeating this one without the key is safe.
    if (isUniqueViolation(error)) return subscriptionBusy()
    throw error
  }
}

/** The store has accepted the act in this call or an earlier one, so the subscription is updated from the store. */
async function readResult(
  ctx: Context,
  before: SubscriptionRow,
): Promise<Outcome<Omit<SubscriptionActResult, 'managementUrl'>>> {
  try {
    await readAgain(ctx, before, 'OPERATOR')
    const subscription = (await selectSubscription(ctx.db, before.appId, before.id)) ?? before
    return { subscription, replayed: false, problem: null }
  } catch (error) {
    return { subscription: before, problem: toStoreProblem(ctx, before.store, error) }
  }
}
