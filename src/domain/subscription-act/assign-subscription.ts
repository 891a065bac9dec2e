import { selectCurrentToken, selectSubscription } from '../../db/queries/subscriptions.ts'
import { selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { firstProblem } from '../input.ts'
import type { SubscriptionRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { checkOperatorInput } from '../operator/run-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { belongsToAnother } from '../subscription/find-subscription-owner.ts'
import { refreshSubscription } from '../subscription/refresh-subscription.ts'
import type { SubscriptionChange, SubscriptionClaim } from '../subscription/subscription-reading.ts'
import { checkUserId } from '../user/check-user-id.ts'
import { notPossible, subscriptionBusy, subscriptionNotFound } from './subscription-act.ts'

export type AssignSubscriptionInput = {
  readonly subscriptionId: string
  /** The id of the user in the developer's system. */
  readonly userId: string
  readonly reason: string
  readonly idempotencyKey: string | null
}

export type AssignSubscriptionResult = {
  readonly subscription: SubscriptionRow
  readonly replayed: boolean
}

type Assigned = Outcome<AssignSubscriptionResult>

/** How often the store is read again because a later reading, which assigns it to nobody, superseded this one. */
const maxAttempts = 4

/**
 * I5: an operator decides whose subscription it is. It is read from its store and recorded for the user by the reader that records it for
 * whoever submits its receipt: of both at the same time one gets it.
 */
export async function assignSubscription(ctx: Context, input: AssignSubscriptionInput): Promise<Assigned> {
  const problem = firstProblem(checkUserId(input.userId, ['userId']), checkOperatorInput(input))
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const id = decodeId('sub', input.subscriptionId)
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'assignSubscription',
    key: input.idempotencyKey,
    userId: '',
    args: { id, userId: input.userId, reason: input.reason },
  })
  const use = await findKeyUse(ctx, idempotencyRecord)
  if (use !== null && use.problem !== null) return { problem: use.problem }
  const [subscription, user] = await Promise.all([
    id === null ? null : selectSubscription(ctx.db, appId, use?.resourceId ?? id),
    selectUserByExternalId(ctx.db, appId, input.userId),
  ])
  if (subscription === null) return { problem: subscriptionNotFound() }
  if (use !== null) return { subscription, replayed: true, problem: null }
  // The id of an erased user is of nobody.
  if (user === null) {
    const message = 'The user is not registered: call registerUser first.'
    return { subscription, problem: createProblem('USER_NOT_REGISTERED', message, ['userId']) }
  }
  const action = createOperatorAction(ctx, {
    action: 'assignSubscription',
    reason: input.reason,
    changes: { before: { userId: null }, after: { userId: input.userId } },
    idempotencyRecord,
  })
  return assignTo(ctx, subscription, { kind: 'ASSIGNMENT', user, action })
}

type AssignmentClaim = Extract<SubscriptionClaim, { kind: 'ASSIGNMENT' }>

async function assignTo(ctx: Context, before: SubscriptionRow, claim: AssignmentClaim): Promise<Assigned> {
  if (before.userId !== null) return describeOwned(before, claim.user)
  try {
    const outcome = await retryOnConflict(maxAttempts, () => tryAssign(ctx, before, claim))
    return outcome ?? { subscription: before, problem: subscriptionBusy() }
  } catch (error) {
    return { subscription: before, problem: toStoreProblem(ctx, before.store, error) }
  }
}

/** Null if a later reading has superseded this one, so that it assigned nothing. */
async function tryAssign(
  ctx: Context,
  { id, store }: SubscriptionRow,
  claim: AssignmentClaim,
): Promise<Assigned | null> {
  const { appId } = ctx.app
  const token = await selectCurrentToken(ctx.db, appId, id)
  if (token === null) return { problem: subscriptionNotFound() }
  const request = { store, key: token.saleKey, details: null, source: 'OPERATOR' as const, claim }
  const change = await refreshSubscription(ctx, request)
  const after = await selectSubscription(ctx.db, appId, id)
  // Its token has become that of another subscription, which took it over.
  if (after === null) return { problem: subscriptionNotFound() }
  if (after.userId === claim.user.id) {
    return { subscription: after, replayed: !change.isNewlyOwned, problem: null }
  }
  const problem = explain(change)
  return problem === null ? null : { subscription: after, problem }
}

function describeOwned(subscription: SubscriptionRow, user: UserRow): Assigned {
  if (subscription.userId === user.id) return { subscription, replayed: true, problem: null }
  return { subscription, problem: atSubscription(belongsToAnother()) }
}

/** Why the reading assigned nothing; null if a later one decides. */
function explain({ kind, problem }: SubscriptionChange): Problem | null {
  if (problem !== null) return atSubscription(problem)
  switch (kind) {
    case 'UNKNOWN':
      return notPossible('The store does not return the subscription.')
    case 'PENDING':
    case 'CANCELED':
      return notPossible('The store has charged nothing for the subscription.')
    default:
      return null
  }
}

/** The reader names the receipt, which an assignment does not have. */
function atSubscription(problem: Problem): Problem {
  return { ...problem, field: ['subscriptionId'] }
}
