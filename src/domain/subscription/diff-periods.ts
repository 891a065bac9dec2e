import type { EventType } from '../../db/queries/events.ts'
import type { PeriodKind, SubscriptionRow } from '../../db/queries/subscriptions.ts'
import type { SubscriptionPeriod, SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import type { PaymentRow } from '../models.ts'
import type { ItemsByProduct } from './subscription-facts.ts'

/** A period that is recorded as a payment. */
export type RecordedPeriod = Pick<
  PaymentRow,
  | 'id'
  | 'storeTransactionId'
  | 'lineItem'
  | 'itemId'
  | 'status'
  | 'paidAt'
  | 'periodStartsAt'
  | 'periodEndsAt'
  | 'periodPhase'
  | 'isReplaced'
>

export type SubscriptionEvent = { readonly type: EventType; readonly reason: EventReason | null }

/** What an event says beside its type. The list is in docs/subscriptions.md. */
export type EventReason =
  | 'NEW'
  | 'RESUBSCRIBED'
  | 'CONVERTED'
  | 'GRACE'
  | 'HOLD'
  | 'PAUSE'
  | 'EXPIRED'
  | 'TOP_UP'
  | 'PRODUCT'
  | 'PLAN'
  | 'LINES'
  | 'REVOKED'
  | NonNullable<SubscriptionRow['cancelReason']>
  | NonNullable<SubscriptionRow['priceChangeStatus']>

export type MissingPeriod = {
  readonly period: SubscriptionPeriod
  readonly kind: PeriodKind
  /** `periodId` of the period whose rest this one took over. */
  readonly replaces: string | null
  /** The event of the subscription that follows the events of the payment; null where another event tells it. */
  readonly event: SubscriptionEvent | null
}

export function toPeriodKey({ periodId, lineKey }: Pick<SubscriptionPeriod, 'periodId' | 'lineKey'>): string {
  return `${periodId}/${lineKey}`
}

/** A period of the past, recorded or about to be. */
type EarlierPeriod = {
  readonly periodId: string
  readonly itemId: string | null
  readonly startsAt: Date
  readonly phase: string | null
}

type PeriodDiff = {
  readonly recorded: readonly RecordedPeriod[]
  readonly status: SubscriptionRow['status'] | null
  readonly items: ItemsByProduct
}

/** The periods that are no payments yet, oldest first, with what each of them is. */
export function diffPeriods(
  snapshot: Pick<SubscriptionSnapshot, 'periods' | 'former'>,
  { recorded, status, items }: PeriodDiff,
): MissingPeriod[] {
  const known = new Set(
    recorded.map(({ storeTransactionId, lineItem }) => `${storeTransactionId}/${lineItem}`),
  )
  const earlier: EarlierPeriod[] = recorded.map((payment) => ({
    periodId: payment.storeTransactionId,
    itemId: payment.itemId,
    startsAt: payment.periodStartsAt ?? payment.paidAt,
    phase: payment.periodPhase,
  }))
  const missing: MissingPeriod[] = []
  const ordersWithEvent = new Set<string>()
  for (const period of snapshot.periods.toSorted(comparePeriods)) {
    if (known.has(toPeriodKey(period))) continue
    known.add(toPeriodKey(period))
    const itemId = items.get(period.storeProductId)?.id ?? null
    const before = earlier.filter(({ startsAt }) => startsAt <= period.startsAt)
    const previous = before.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime()).at(-1) ?? null
    const isHeld = missing.length === 0 && status === 'ON_HOLD'
    const kind = toKind(period, { itemId, before, isHeld })
    const order = period.storeOrderId ?? period.periodId
    // An order that charges several lines is one renewal.
    const hasEvent = ordersWithEvent.has(order)
    ordersWithEvent.add(order)
    const isFirst = missing.length === 0
    missing.push({
      period,
      kind,
      replaces: period.replaces ?? (kind === 'CHANGE' ? (previous?.periodId ?? null) : null),
      event: hasEvent ? null : toEvent(period, { kind, previous, snapshot, status: isFirst ? status : null }),
    })
    earlier.push({ periodId: period.periodId, itemId, startsAt: period.startsAt, phase: period.phase })
  }
  return missing
}

function comparePeriods(one: SubscriptionPeriod, other: SubscriptionPeriod): number {
  return (
    one.startsAt.getTime() - other.startsAt.getTime() ||
    one.paidAt.getTime() - other.paidAt.getTime() ||
    (toPeriodKey(one) < toPeriodKey(other) ? -1 : 1)
  )
}

/** A store that does not name the change of a product at a renewal calls it a renewal. */
function toKind(
  { kind }: SubscriptionPeriod,
  {
    itemId,
    before,
    isHeld,
  }: {
    readonly itemId: string | null
    readonly before: readonly EarlierPeriod[]
    /** The renewal had been declined, and the access had ended. */
    readonly isHeld: boolean
  },
): PeriodKind {
  if (kind !== 'UNKNOWN' && kind !== 'RENEWAL' && kind !== 'CHANGE') return kind
  if (before.length === 0) return 'INITIAL'
  const isOtherItem = !before.some((each) => each.itemId === itemId)
  if (kind === 'CHANGE' || isOtherItem) return 'CHANGE'
  return isHeld ? 'RECOVERY' : 'RENEWAL'
}

function toEvent(
  { phase }: SubscriptionPeriod,
  {
    kind,
    previous,
    snapshot,
    status,
  }: {
    readonly kind: PeriodKind
    readonly previous: EarlierPeriod | null
    readonly snapshot: Pick<SubscriptionSnapshot, 'former'>
    readonly status: SubscriptionRow['status'] | null
  },
): SubscriptionEvent | null {
  if (kind === 'CHANGE') return null
  if (kind === 'INITIAL') {
    const isAgain = previous !== null || snapshot.former !== null
    return { type: 'SUBSCRIPTION_STARTED', reason: isAgain ? 'RESUBSCRIBED' : 'NEW' }
  }
  if (kind === 'TOP_UP') return { type: 'SUBSCRIPTION_RENEWED', reason: 'TOP_UP' }
  return { type: 'SUBSCRIPTION_RENEWED', reason: toRenewalReason(status, previous?.phase, phase) }
}

function toRenewalReason(
  status: SubscriptionRow['status'] | null,
  previousPhase: string | null | undefined,
  phase: string,
): EventReason | null {
  switch (status) {
    case 'IN_GRACE_PERIOD':
      return 'GRACE'
    case 'ON_HOLD':
      return 'HOLD'
    case 'PAUSED':
      return 'PAUSE'
    case 'EXPIRED':
    case 'REVOKED':
      return 'EXPIRED'
    default:
      return previousPhase === 'TRIAL' && phase !== 'TRIAL' ? 'CONVERTED' : null
  }
}
