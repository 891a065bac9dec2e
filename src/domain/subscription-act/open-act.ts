import { selectSubscription } from '../../db/queries/subscriptions.ts'
import {
  insertSubscriptionAct,
  selectOpenSubscriptionAct,
  updateSubscriptionActEnded,
} from '../../db/queries/subscription-acts.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { SubscriptionActRow, SubscriptionRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { readAgain } from '../subscription/check-subscription.ts'
import { isDone, type SubscriptionAct, type SubscriptionActInput } from './subscription-act.ts'

type Opened = { readonly row: SubscriptionActRow; readonly problem: null } | { readonly problem: Problem }

type Request = { readonly act: SubscriptionAct; readonly input: SubscriptionActInput }

/**
 * The stored request of an act: a new one, or the same one whose answer was lost. One with other arguments is resolved first, by what the
 * store says now.
 */
export async function openAct(
  ctx: Context,
  subscription: SubscriptionRow,
  { act, input }: Request,
): Promise<Opened> {
  const { appId, id } = subscription
  // With a key of its own a call is another request, even with the same arguments.
  const args = JSON.stringify({ ...act.args, idempotencyKey: input.idempotencyKey })
  const open = await selectOpenSubscriptionAct(ctx.db, appId, id)
  if (open?.kind === act.kind && open.args === args) return { row: open, problem: null }
  const current =
    open === null ? { subscription, problem: null } : await resolveOpenAct(ctx, subscription, open)
  if (current.problem !== null) return current
  const { version, accessUntil } = current.subscription
  if (input.expectedVersion !== null && input.expectedVersion !== version) {
    return { problem: changedMeanwhile() }
  }
  const row: SubscriptionActRow = {
    appId,
    id: newUuid(),
    subscriptionId: id,
    kind: act.kind,
    args,
    byMs: act.byMs,
    accessUntil,
    requestedAt: ctx.clock(),
    status: 'REQUESTED',
    answeredAt: null,
  }
  if (await insertSubscriptionAct(ctx.db, row)) return { row, problem: null }
  return { problem: createProblem('BUSY', 'Another call is changing this subscription.', [], 1_000) }
}

type Resolved =
  { readonly subscription: SubscriptionRow; readonly problem: null } | { readonly problem: Problem }

async function resolveOpenAct(
  ctx: Context,
  before: SubscriptionRow,
  open: SubscriptionActRow,
): Promise<Resolved> {
  try {
    await readAgain(ctx, before, 'OPERATOR')
  } catch (error) {
    return { problem: toStoreProblem(ctx, before.store, error) }
  }
  const subscription = (await selectSubscription(ctx.db, before.appId, before.id)) ?? before
  const status = isDone(open, subscription) ? 'ACCEPTED' : 'UNCONFIRMED'
  await updateSubscriptionActEnded(ctx.db, open, { status, now: ctx.clock() })
  return { subscription, problem: null }
}

function changedMeanwhile(): Problem {
  const message = 'The subscription was changed after it was read. Read it again, and decide again.'
  return createProblem('CHANGED_MEANWHILE', message, ['expectedVersion'])
}
