import { invalidInput } from '../../emulator-error.ts'
import { assertState, invalidState } from '../change.ts'
import type { Change, ChangeContext } from '../change.ts'
import { charge, cutLastPeriod } from '../charge.ts'
import { withPeriod } from '../end-subscription.ts'
import { toLine, withDeadlines } from '../new-subscription.ts'
import type { PlanInput } from '../new-subscription.ts'
import { lastPeriodId } from '../passing-time.ts'
import { rulesOf } from '../store-rules.ts'
import type { ReplacementMode, Subscription, SubscriptionDraft, SubscriptionLine } from '../subscription.ts'
import { periodEnd } from '../test-clock.ts'
import { assertAcknowledged, replaceBy, successorOf } from './new-token-actions.ts'
import { getPeriod, unusedPercentage } from './refund-actions.ts'

/** UPGRADE and CROSSGRADE take effect now, DOWNGRADE at the next renewal; a CROSSGRADE to another length also waits. */
export const groupChanges = ['UPGRADE', 'DOWNGRADE', 'CROSSGRADE'] as const
export type GroupChange = (typeof groupChanges)[number]

type Amounts = { endsAt: number; priceMicros: string }

/** The plan that the customer changes to, and the account token that the app passes with it. */
type PlanChange = { plan: PlanInput; accountToken?: string | undefined }

/** Google Play, ONE store: another plan, which a new purchase token holds. */
export function replacePlan(
  subscription: Subscription,
  { plan, accountToken, mode }: PlanChange & { mode: ReplacementMode },
  ctx: ChangeContext,
): Change {
  if (!rulesOf(subscription).createsTokens)
    throw invalidInput('the App Store changes the plan in its group', 'mode')
  assertState(subscription, ['ACTIVE'], 'changed')
  if (subscription.retry !== null) throw invalidState(subscription, 'changed: a payment is outstanding')
  assertAcknowledged(subscription)
  const successor = {
    ...successorOf(subscription, [plan], ctx),
    accountToken: accountToken ?? subscription.accountToken,
    linkedToken: subscription.token,
    startedAt: subscription.startedAt,
  }
  const created = withDeadlines(beginSuccessor(subscription, successor, mode, ctx), ctx.now)
  return {
    subscription: replaceBy(subscription, created, ctx.now),
    happenings: [{ type: 'EXPIRED' }],
    created: { draft: created, happenings: [{ type: 'PURCHASED', periodId: lastPeriodId(created) }] },
  }
}

function mainLineOf({ id, lines }: SubscriptionDraft): SubscriptionLine {
  const [line] = lines
  if (line === undefined) throw new Error(`${id} has no line`)
  return line
}

function beginSuccessor(
  subscription: Subscription,
  successor: SubscriptionDraft,
  mode: ReplacementMode,
  ctx: ChangeContext,
): SubscriptionDraft {
  const old = mainLineOf(subscription)
  if (mode === 'DEFERRED') return deferReplacement(subscription, successor, old, ctx)
  if (mode === 'KEEP_EXISTING') return addItem(subscription, successor, ctx)
  const { productId, basePlanId } = old
  const { endsAt, priceMicros } = amountsOf(subscription, successor, mode, ctx.now)
  const phase = mode === 'CHARGE_FULL_PRICE' ? ('NORMAL' as const) : ('PRORATION' as const)
  const paid = charge(successor, { kind: 'CHANGE', startsAt: ctx.now, endsAt, priceMicros, phase }, ctx)
  return {
    ...paid,
    lines: paid.lines.map((line) => ({ ...line, replacement: { productId, basePlanId, mode } })),
  }
}

/** What is charged now, and when the next charge is due. */
function amountsOf(
  subscription: Subscription,
  successor: SubscriptionDraft,
  mode: ReplacementMode,
  now: number,
): Amounts {
  const [old, next] = [mainLineOf(subscription), mainLineOf(successor)]
  const paidUntil = subscription.paidUntil ?? now
  const leftMs = Math.max(paidUntil - now, 0)
  const lengthMs = periodEnd(successor.clock, now, next.period, false) - now
  const oldLengthMs = periodEnd(subscription.clock, now, old.period, false) - now
  const isFree = subscription.periods.at(-1)?.priceMicros === '0' && old.phase === 'TRIAL'
  const value = isFree ? 0 : (Number(old.priceMicros) / oldLengthMs) * leftMs
  const creditMs = Math.round((value / Number(next.priceMicros)) * lengthMs)
  switch (mode) {
    case 'WITH_TIME_PRORATION':
      return { endsAt: now + Math.max(creditMs, 1), priceMicros: '0' }
    case 'CHARGE_FULL_PRICE':
      return { endsAt: now + lengthMs + creditMs, priceMicros: next.priceMicros }
    case 'CHARGE_PRORATED_PRICE': {
      const price = Math.round((Number(next.priceMicros) / lengthMs) * leftMs - value)
      if (price <= 0) throw invalidInput('only an upgrade can be charged in part', 'mode')
      return { endsAt: Math.max(paidUntil, now + 1), priceMicros: String(price) }
    }
    default:
      return { endsAt: Math.max(paidUntil, now + 1), priceMicros: '0' }
  }
}

/** The new token holds both: the old product until the renewal, and the new one without an expiry. */
function deferReplacement(
  subscription: Subscription,
  successor: SubscriptionDraft,
  old: SubscriptionLine,
  ctx: ChangeContext,
): SubscriptionDraft {
  const running = charge(
    { ...successor, lines: [{ ...old, phases: [] }] },
    {
      kind: 'CHANGE',
      startsAt: ctx.now,
      endsAt: subscription.paidUntil ?? ctx.now,
      priceMicros: '0',
      phase: 'PRORATION',
    },
    ctx,
  )
  const { productId, basePlanId } = old
  const waiting = successor.lines.map((line) => ({
    ...line,
    state: 'WAITING' as const,
    replacement: { productId, basePlanId, mode: 'DEFERRED' as const },
  }))
  return { ...running, lines: [...running.lines, ...waiting] }
}

/** The items that exist are kept; the new one is charged until their renewal. */
function addItem(
  subscription: Subscription,
  successor: SubscriptionDraft,
  ctx: ChangeContext,
): SubscriptionDraft {
  const [added] = successor.lines
  const kept = subscription.lines.filter(({ state }) => state === 'ACTIVE')
  if (
    !rulesOf(subscription).hasAddOns ||
    subscription.regionCode === 'KR' ||
    subscription.regionCode === 'IN'
  )
    throw invalidInput('the store has no add-ons here', 'mode')
  if (added === undefined || added.period !== kept[0]?.period || kept.length >= 50)
    throw invalidInput('all items have one period, and there are at most 50', 'period')
  if (kept.some(({ productId }) => productId === added.productId))
    throw invalidInput('the subscription contains this product', 'productId')
  const endsAt = Math.max(subscription.paidUntil ?? ctx.now, ctx.now + 1)
  const lengthMs = periodEnd(successor.clock, ctx.now, added.period, false) - ctx.now
  const price = Math.round((Number(added.priceMicros) / lengthMs) * (endsAt - ctx.now))
  const paid = charge(
    { ...successor, lines: [added, ...kept] },
    { kind: 'CHANGE', startsAt: ctx.now, endsAt, priceMicros: String(price), phase: 'PRORATION' },
    ctx,
  )
  return { ...paid, lines: [...paid.lines.slice(1), ...paid.lines.slice(0, 1)] }
}

/** Google Play: an item ends with the period that runs. */
export function removeItem(subscription: Subscription, productId: string): Change {
  assertState(subscription, ['ACTIVE'], 'changed')
  const open = subscription.lines.filter(
    ({ state, isRemovedAtRenewal }) => state === 'ACTIVE' && !isRemovedAtRenewal,
  )
  if (open.length < 2 || !open.some((line) => line.productId === productId))
    throw invalidInput('the subscription has no other item than this product', 'productId')
  return {
    subscription: {
      ...subscription,
      lines: subscription.lines.map((line) =>
        line.productId === productId ? { ...line, isRemovedAtRenewal: true } : line,
      ),
    },
    happenings: [{ type: 'ITEMS_CHANGED' }],
  }
}

/** App Store: another product of the group, in the same chain of transactions. */
export function changeInGroup(
  subscription: Subscription,
  { plan, accountToken, change }: PlanChange & { change: GroupChange },
  ctx: ChangeContext,
): Change {
  if (rulesOf(subscription).createsTokens)
    throw invalidInput('only the App Store has subscription groups', 'change')
  assertState(subscription, ['ACTIVE'], 'changed')
  const line = mainLineOf(subscription)
  const { productId, period, priceMicros } = plan
  const isImmediate = change === 'UPGRADE' || (change === 'CROSSGRADE' && period === line.period)
  if (!isImmediate) {
    return {
      subscription: { ...subscription, pendingChange: { productId, period, priceMicros }, willRenew: true },
      happenings: [{ type: 'CHANGE_SCHEDULED' }],
    }
  }
  const old = getPeriod(subscription, undefined)
  const percentage = unusedPercentage(old, ctx.now)
  const refund = { at: ctx.now, percentage, by: 'STORE', reason: 'UPGRADE', keepsAccess: false } as const
  const isRefunded = percentage > 0 && old.refund === null
  const cut = cutLastPeriod(subscription, ctx.now)
  const refunded = isRefunded ? withPeriod(cut, old.id, (each) => ({ ...each, refund })) : cut
  const upgraded = charge(
    {
      ...refunded,
      // The store returns account tokens in lower case.
      accountToken: accountToken?.toLowerCase() ?? refunded.accountToken,
      willRenew: true,
      cancellation: null,
      pendingChange: null,
      commitment: refunded.commitment === null ? null : { ...refunded.commitment, paid: 0 },
      lines: [{ ...line, ...toLine(plan, line.graceDays), phases: plan.phases }],
    },
    { kind: 'CHANGE', startsAt: ctx.now },
    ctx,
  )
  return { subscription: upgraded, happenings: [{ type: 'UPGRADED', periodId: lastPeriodId(upgraded) }] }
}

/** The customer stays with the plan. */
export function undoPlanChange(subscription: Subscription): Change {
  assertState(subscription, ['ACTIVE', 'IN_GRACE', 'ON_HOLD'], 'kept')
  const { pendingChange, lines } = subscription
  const kept = lines.filter(({ state }) => state !== 'WAITING')
  const isPending =
    pendingChange !== null || kept.length < lines.length || lines.some((line) => line.isRemovedAtRenewal)
  if (!isPending) throw invalidState(subscription, 'kept: no change is planned')
  return {
    subscription: {
      ...subscription,
      pendingChange: null,
      lines: kept.map((line) => ({ ...line, isRemovedAtRenewal: false })),
    },
    happenings: [{ type: subscription.store === 'APP_STORE' ? 'CHANGE_UNDONE' : 'ITEMS_CHANGED' }],
  }
}
