import type { SubscriptionRow } from '../../db/queries/subscriptions.ts'
import type { SubscriptionEvent } from './diff-periods.ts'
import type { LineFacts, SubscriptionFacts } from './subscription-facts.ts'

type State = Pick<
  SubscriptionFacts,
  | 'status'
  | 'accessUntil'
  | 'willRenew'
  | 'resumesAt'
  | 'cancelReason'
  | 'storeProductId'
  | 'pendingProductId'
  | 'pendingBasePlanId'
  | 'priceChangeStatus'
  | 'priceChangeMicros'
  | 'storeReadAt'
>

export type SubscriptionState = State & { readonly lines: readonly Pick<LineFacts, LineField>[] }

type LineField = 'lineKey' | 'storeProductId' | 'basePlanId' | 'accessUntil' | 'willRenew'

type Reading = {
  readonly at: Date
  /** Whether this reading found a period that was not recorded. */
  readonly hasNewPeriod: boolean
  /** A store that retries a charge without saying so moves the end by no more than this. */
  readonly hiddenRetryMs: number
}

const endedStatuses: readonly SubscriptionRow['status'][] = ['EXPIRED', 'REVOKED']

/** What a subscription that is recorded for the first time is compared with: one that renewed, unless it never did, as a prepaid plan. */
export function toInitialState(next: SubscriptionState): SubscriptionState {
  return {
    ...next,
    status: 'ACTIVE',
    willRenew: next.willRenew || next.cancelReason !== null,
    resumesAt: null,
    cancelReason: null,
    pendingProductId: null,
    pendingBasePlanId: null,
    priceChangeStatus: null,
    priceChangeMicros: null,
  }
}

/** The events of a change of the state, in the order of docs/subscriptions.md. Pure. */
export function diffState(
  before: SubscriptionState,
  after: SubscriptionState,
  reading: Reading,
): SubscriptionEvent[] {
  return [
    diffStatus(before, after, reading),
    diffPause(before, after),
    diffRenewal(before, after),
    ...diffProduct(before, after),
    diffEnd(before, after, reading),
    diffPrice(before, after),
  ].filter((event) => event !== null)
}

/** Exactly one event where the status differs, unless the event of a new period tells it. */
function diffStatus(before: State, after: State, { hasNewPeriod }: Reading): SubscriptionEvent | null {
  if (before.status === after.status) return null
  switch (after.status) {
    case 'PENDING':
      return null
    case 'IN_GRACE_PERIOD':
      return { type: 'SUBSCRIPTION_GRACE_STARTED', reason: null }
    case 'ON_HOLD':
      return { type: 'SUBSCRIPTION_HOLD_STARTED', reason: null }
    case 'PAUSED':
      return { type: 'SUBSCRIPTION_PAUSED', reason: null }
    case 'EXPIRED':
      return { type: 'SUBSCRIPTION_EXPIRED', reason: after.cancelReason }
    case 'REVOKED':
      return { type: 'SUBSCRIPTION_REVOKED', reason: after.cancelReason }
    case 'ACTIVE':
      return diffActivation(before.status, hasNewPeriod)
  }
}

function diffActivation(before: SubscriptionRow['status'], hasNewPeriod: boolean): SubscriptionEvent | null {
  switch (before) {
    case 'PAUSED':
      return { type: 'SUBSCRIPTION_RESUMED', reason: 'PAUSE' }
    case 'IN_GRACE_PERIOD':
      return hasNewPeriod ? null : { type: 'SUBSCRIPTION_RESTORED', reason: 'GRACE' }
    case 'ON_HOLD':
      return hasNewPeriod ? null : { type: 'SUBSCRIPTION_RESTORED', reason: 'HOLD' }
    case 'EXPIRED':
    case 'REVOKED':
      return { type: 'SUBSCRIPTION_RESTORED', reason: before }
    default:
      return null
  }
}

/** A pause that is asked for begins at the end of the period. */
function diffPause(before: State, after: State): SubscriptionEvent | null {
  if (after.status !== 'ACTIVE' || after.resumesAt === null) return null
  const wasScheduled = before.status === 'ACTIVE' && before.resumesAt !== null
  return wasScheduled ? null : { type: 'SUBSCRIPTION_PAUSE_SCHEDULED', reason: null }
}

/** The event of the end already tells that a subscription will not renew. */
function diffRenewal(before: State, after: State): SubscriptionEvent | null {
  if (before.willRenew === after.willRenew) return null
  if (after.willRenew) return { type: 'SUBSCRIPTION_AUTO_RENEW_ON', reason: null }
  if (endedStatuses.includes(after.status)) return null
  return { type: 'SUBSCRIPTION_AUTO_RENEW_OFF', reason: after.cancelReason }
}

function diffProduct(before: SubscriptionState, after: SubscriptionState): SubscriptionEvent[] {
  const changed = findChange(before, after)
  const events: SubscriptionEvent[] =
    changed === null ? [] : [{ type: 'SUBSCRIPTION_CHANGED', reason: changed }]
  const isPendingSame =
    before.pendingProductId === after.pendingProductId && before.pendingBasePlanId === after.pendingBasePlanId
  if (isPendingSame) return events
  if (after.pendingProductId !== null)
    return [...events, { type: 'SUBSCRIPTION_CHANGE_SCHEDULED', reason: null }]
  // What was pending has happened, or cannot happen any more.
  if (changed !== null || endedStatuses.includes(after.status)) return events
  return [...events, { type: 'SUBSCRIPTION_CHANGE_UNDONE', reason: null }]
}

function findChange(
  before: SubscriptionState,
  after: SubscriptionState,
): 'PRODUCT' | 'PLAN' | 'LINES' | null {
  if (before.status === 'PENDING' || endedStatuses.includes(after.status)) return null
  if (before.storeProductId !== after.storeProductId && before.storeProductId !== '') return 'PRODUCT'
  const [planBefore, planAfter] = [findPlan(before), findPlan(after)]
  if (planBefore !== null && planAfter !== null && planBefore !== planAfter) return 'PLAN'
  const [productsBefore, productsAfter] = [listProducts(before), listProducts(after)]
  return productsBefore === productsAfter ? null : 'LINES'
}

function findPlan({ lines, storeProductId }: SubscriptionState): string | null {
  return lines.find((line) => line.storeProductId === storeProductId)?.basePlanId ?? null
}

function listProducts(state: SubscriptionState): string {
  const running = state.lines.filter((line) => line.accessUntil !== null && !hasEndedAlone(line, state))
  return JSON.stringify(running.map(({ storeProductId }) => storeProductId).toSorted())
}

/** The store still lists a product that was removed, revoked or not paid for, while the others go on. On hold, each of them is retried. */
function hasEndedAlone(
  { accessUntil, willRenew }: SubscriptionState['lines'][number],
  { lines, storeReadAt }: SubscriptionState,
): boolean {
  if (accessUntil === null || willRenew || accessUntil > storeReadAt) return false
  return lines.some((other) => other.accessUntil !== null && other.accessUntil > accessUntil)
}

/** A later end without a charge is an extension, unless the store goes on while it retries a charge. */
function diffEnd(
  before: State,
  after: State,
  { at, hasNewPeriod, hiddenRetryMs }: Reading,
): SubscriptionEvent | null {
  if (hasNewPeriod || before.status !== 'ACTIVE' || after.status !== 'ACTIVE') return null
  if (before.accessUntil === null || after.accessUntil === null) return null
  const addedMs = after.accessUntil.getTime() - before.accessUntil.getTime()
  const isRetry = at >= before.accessUntil && addedMs <= hiddenRetryMs
  return addedMs <= 0 || isRetry ? null : { type: 'SUBSCRIPTION_EXTENDED', reason: null }
}

function diffPrice(before: State, after: State): SubscriptionEvent | null {
  const isSame =
    before.priceChangeStatus === after.priceChangeStatus &&
    before.priceChangeMicros === after.priceChangeMicros
  if (isSame || after.priceChangeStatus === null) return null
  return { type: 'SUBSCRIPTION_PRICE_CHANGED', reason: after.priceChangeStatus }
}
