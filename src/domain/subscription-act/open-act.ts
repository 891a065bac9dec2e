import { selectPeriodPayments, selectSubscription } from '../../db/queries/subscriptions.ts'
import {
  insertSubscriptionAct,
  selectOpenSubscriptionAct,
  updateSubscriptionActCalled,
  updateSubscriptionActCallEnded,
  updateSubscriptionActEnded,
} from '../../db/queries/subscription-acts.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { SubscriptionActRow, SubscriptionRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { readAgain } from '../subscription/check-subscription.ts'
import {
  isDone,
  subscriptionBusy,
  type SubscriptionAct,
  type SubscriptionActInput,
} from './subscription-act.ts'

type Opened =
  | {
      readonly row: SubscriptionActRow
      /** The store has done it in an earlier call, whose answer was lost. */
      readonly isDone: boolean
      readonly problem: null
    }
  | { readonly problem: Problem }

/** Calls of stores take less; after a crash the act can be continued then. */
export const maxCallMs = 60_000

/** More renewals than these do not happen before somebody repeats a call. */
const maxPeriods = 20

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
  const args = toStoredArgs(act, input)
  const open = await selectOpenSubscriptionAct(ctx.db, appId, id)
  if (open !== null && !(await claimCall(ctx, open))) return { problem: subscriptionBusy() }
  if (open !== null && isSame(open, { act, input })) return continueAct(ctx, subscription, open)
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
    callExpiresAt: new Date(ctx.clock().getTime() + maxCallMs),
    status: 'REQUESTED',
    answeredAt: null,
  }
  if (await insertSubscriptionAct(ctx.db, row)) return { row, isDone: false, problem: null }
  return { problem: subscriptionBusy() }
}

/** The same request as an earlier one, whose answer was lost, and that the records show to be done; null if there is none. */
export async function findDoneAct(
  ctx: Context,
  subscription: SubscriptionRow,
  request: Request,
): Promise<SubscriptionActRow | null> {
  const { appId, id } = subscription
  const open = await selectOpenSubscriptionAct(ctx.db, appId, id)
  if (open === null || !isSame(open, request)) return null
  const periods = await selectPeriodPayments(ctx.db, appId, { subscriptionId: id, limit: maxPeriods })
  return isDone(open, subscription, periods) ? open : null
}

function isSame({ kind, args }: SubscriptionActRow, { act, input }: Request): boolean {
  return kind === act.kind && args === toStoredArgs(act, input)
}

/** With a key of its own a call is another request, even with the same arguments. */
function toStoredArgs(act: SubscriptionAct, { idempotencyKey }: SubscriptionActInput): string {
  return JSON.stringify({ ...act.args, idempotencyKey })
}

/** Another process may be calling the store for the act, where a lock in Redis was lost. */
function claimCall(ctx: Context, open: SubscriptionActRow): Promise<boolean> {
  const now = ctx.clock()
  const callExpiresAt = new Date(now.getTime() + maxCallMs)
  return updateSubscriptionActCalled(ctx.db, open, { now, callExpiresAt })
}

/** Canceling and revoking again is harmless, and only the store knows whether it has done it. A second extension would give time away. */
async function continueAct(
  ctx: Context,
  subscription: SubscriptionRow,
  open: SubscriptionActRow,
): Promise<Opened> {
  if (open.kind !== 'EXTEND') return { row: open, isDone: false, problem: null }
  const read = await readState(ctx, subscription, open)
  return read.problem === null ? { row: open, isDone: read.isDone, problem: null } : read
}

type Resolved =
  { readonly subscription: SubscriptionRow; readonly problem: null } | { readonly problem: Problem }

async function resolveOpenAct(
  ctx: Context,
  before: SubscriptionRow,
  open: SubscriptionActRow,
): Promise<Resolved> {
  const read = await readState(ctx, before, open)
  if (read.problem !== null) return read
  const status = read.isDone ? 'ACCEPTED' : 'UNCONFIRMED'
  await updateSubscriptionActEnded(ctx.db, open, { status, now: ctx.clock() })
  return { subscription: read.subscription, problem: null }
}

/** What the store says now, and whether it shows that the act was done. */
async function readState(
  ctx: Context,
  before: SubscriptionRow,
  open: SubscriptionActRow,
): Promise<
  (Resolved & { readonly problem: null; readonly isDone: boolean }) | { readonly problem: Problem }
> {
  const { appId, id } = before
  try {
    await readAgain(ctx, before, 'OPERATOR')
  } catch (error) {
    await updateSubscriptionActCallEnded(ctx.db, open)
    return { problem: toStoreProblem(ctx, before.store, error) }
  }
  const [subscription, periods] = await Promise.all([
    selectSubscription(ctx.db, appId, id),
    selectPeriodPayments(ctx.db, appId, { subscriptionId: id, limit: maxPeriods }),
  ])
  const current = subscription ?? before
  return { subscription: current, isDone: isDone(open, current, periods), problem: null }
}

function changedMeanwhile(): Problem {
  const message = 'The subscription was changed after it was read. Read it again, and decide again.'
  return createProblem('CHANGED_MEANWHILE', message, ['expectedVersion'])
}
