import type { SubscriptionPeriod } from '../../stores/contract/subscription.ts'
import type { AppRow, SubscriptionRow } from '../models.ts'
import { diffPeriods, toPeriodKey, type MissingPeriod, type SubscriptionEvent } from './diff-periods.ts'
import { diffState, toInitialState, type SubscriptionState } from './diff-state.ts'
import type { SubscriptionOwner } from './find-subscription-owner.ts'
import type { Chain } from './lock-chain.ts'
import { planNextCheck } from './plan-next-check.ts'
import type { SubscriptionReading } from './subscription-reading.ts'
import {
  toFacts,
  toLineFacts,
  type ItemsByProduct,
  type LineFacts,
  type SubscriptionFacts,
} from './subscription-facts.ts'

/** What a snapshot changes. */
export type SnapshotPlan = {
  readonly items: ItemsByProduct
  /** Columns of the subscription. */
  readonly row: SubscriptionFacts & Pick<SubscriptionRow, 'userId' | 'nextCheckAt' | 'endedAt'>
  /** The columns that even a reading without a change writes. */
  readonly check: Partial<SubscriptionRow>
  readonly lines: readonly LineFacts[]
  readonly linesDiffer: boolean
  /** False for the reading of a token or a statement that a later one has replaced: it only tells periods. */
  readonly appliesState: boolean
  /** Whether the state differs from what is recorded. */
  readonly differs: boolean
  /** The periods to record, oldest first. */
  readonly missing: readonly MissingPeriod[]
  /** The periods that cannot be recorded yet. */
  readonly keptPeriods: readonly SubscriptionPeriod[]
  /** The events of the state, which follow those of the periods. */
  readonly events: readonly SubscriptionEvent[]
  readonly previousStatus: SubscriptionRow['status'] | null
}

/** What the difference depends on beside the reading. */
export type DiffInput = {
  readonly chain: Chain
  readonly owner: SubscriptionOwner | null
  readonly items: ItemsByProduct
  /** The periods that the reading returned, and those that were kept before. */
  readonly periods: readonly SubscriptionPeriod[]
  readonly refundPolicy: AppRow['subscriptionRefundPolicy']
  readonly now: Date
}

/**
 * The difference between what is recorded and what the store says. Pure: readings of the same history end with the same rows and payments,
 * however often, late and out of order they are applied.
 */
export function diffSnapshot(reading: SubscriptionReading, input: DiffInput): SnapshotPlan {
  const { snapshot, store, saleRead } = reading
  const { chain, owner, items, refundPolicy, now } = input
  const { recorded } = chain
  const { missing, keptPeriods } = planPeriods(reading, input)
  const facts = withoutErased(
    mergeFacts(toFacts(snapshot, items, { at: saleRead.readAt, store }), recorded),
    owner,
  )
  const lines = toLineFacts(snapshot, items, { policy: refundPolicy, payments: chain.payments })
  const appliesState = isCurrent(reading, chain)
  const nextCheckAt = planNextCheck(facts, reading, now)
  const wasActive = wasActiveMeanwhile(missing, recorded)
  const endedAt = toEndedAt(reading, wasActive ? null : (recorded?.endedAt ?? null))
  const row = { ...facts, userId: owner?.user.id ?? null, nextCheckAt, endedAt }
  const { storeReadAt, storeStatedAt, failedReads, isStale } = facts
  const linesDiffer = isDifferent(chain.lines, lines)
  return {
    items,
    row,
    check: appliesState
      ? { storeReadAt, storeStatedAt, failedReads, isStale, nextCheckAt }
      : toEarlierStart(facts, recorded),
    lines,
    linesDiffer,
    appliesState,
    differs: appliesState && (linesDiffer || recorded === null || haveFactsChanged(recorded, row)),
    missing,
    keptPeriods,
    events: appliesState
      ? planEvents(reading, { chain, facts, lines, wasActive, hasNewPeriod: missing.length > 0 })
      : [],
    previousStatus: recorded?.status ?? null,
  }
}

/** A chain began with its first token, also if a later one was read before. */
function toEarlierStart(
  { startedAt }: SubscriptionFacts,
  recorded: SubscriptionRow | null,
): SnapshotPlan['check'] {
  return recorded !== null && startedAt < recorded.startedAt ? { startedAt } : {}
}

/** The store has charged a period since it was last read: between the two readings the subscription was active. */
function wasActiveMeanwhile(missing: readonly MissingPeriod[], recorded: SubscriptionRow | null): boolean {
  return recorded !== null && missing.some(({ period }) => period.paidAt > recorded.storeReadAt)
}

function planPeriods(
  { snapshot: { former } }: SubscriptionReading,
  { chain, owner, items, periods }: DiffInput,
): Pick<SnapshotPlan, 'missing' | 'keptPeriods'> {
  const status = chain.recorded?.status ?? null
  const found = diffPeriods({ periods, former }, { recorded: chain.payments, status, items })
  const canBeRecorded = ({ period }: MissingPeriod) =>
    owner !== null && (items.get(period.storeProductId) ?? null) !== null
  const keptKeys = new Set(
    found.filter((each) => !canBeRecorded(each)).map(({ period }) => toPeriodKey(period)),
  )
  return {
    missing: found.filter(canBeRecorded),
    keptPeriods: periods.filter((period) => keptKeys.has(toPeriodKey(period))),
  }
}

/** What says who an erased user was is not stored again. */
function withoutErased(facts: SubscriptionFacts, owner: SubscriptionOwner | null): SubscriptionFacts {
  if (owner?.user.erasedAt == null) return facts
  return { ...facts, accountToken: null, storeAccountId: null, countryCode: null }
}

/** What one reading no longer states, and an earlier one did. */
function mergeFacts(facts: SubscriptionFacts, recorded: SubscriptionRow | null): SubscriptionFacts {
  if (recorded === null) return facts
  return {
    ...facts,
    accountToken: facts.accountToken ?? recorded.accountToken,
    storeAccountId: facts.storeAccountId ?? recorded.storeAccountId,
    groupId: facts.groupId ?? recorded.groupId,
    countryCode: facts.countryCode ?? recorded.countryCode,
    storeProductId: facts.storeProductId === '' ? recorded.storeProductId : facts.storeProductId,
    startedAt: facts.startedAt < recorded.startedAt ? facts.startedAt : recorded.startedAt,
    storeStatedAt: facts.storeStatedAt ?? recorded.storeStatedAt,
  }
}

function toEndedAt({ snapshot, saleRead }: SubscriptionReading, endedBefore: Date | null): Date | null {
  const isEnded = snapshot.state === 'EXPIRED' || snapshot.state === 'REVOKED'
  return isEnded ? (endedBefore ?? saleRead.readAt) : null
}

function isCurrent({ snapshot, saleRead }: SubscriptionReading, chain: Chain): boolean {
  const { recorded, isSuperseded, isOlderStatement } = chain
  if (isSuperseded || isOlderStatement) return false
  if (recorded === null) return true
  const { accessUntil } = recorded
  // The token that took its place has the access now, and its own reading tells until when.
  const goesOn = accessUntil !== null && accessUntil > saleRead.readAt && recorded.status !== 'EXPIRED'
  return !(snapshot.isReplaced && goesOn)
}

function planEvents(
  { saleRead, hiddenRetryMs }: SubscriptionReading,
  {
    chain,
    facts,
    lines,
    wasActive,
    hasNewPeriod,
  }: {
    readonly chain: Chain
    readonly facts: SubscriptionFacts
    readonly lines: readonly LineFacts[]
    readonly wasActive: boolean
    readonly hasNewPeriod: boolean
  },
): SubscriptionEvent[] {
  const after: SubscriptionState = { ...facts, lines }
  const { recorded, payments } = chain
  const isReported = recorded !== null && recorded.userId !== null && payments.length > 0
  if (!isReported)
    return diffState(toInitialState(after), after, { at: saleRead.readAt, hasNewPeriod, hiddenRetryMs })
  // What was declined, paused or over, and is so again after a payment, has begun anew.
  const status = wasActive && recorded.status === after.status ? 'ACTIVE' : recorded.status
  const before = { ...recorded, status, lines: chain.lines }
  return diffState(before, after, { at: saleRead.readAt, hasNewPeriod, hiddenRetryMs })
}

const checkColumns = new Set<string>([
  'storeReadAt',
  'storeStatedAt',
  'nextCheckAt',
  'failedReads',
  'isStale',
])

function haveFactsChanged(recorded: SubscriptionRow, row: SnapshotPlan['row']): boolean {
  if (recorded.isStale) return true
  return Object.entries(row).some(
    ([name, value]) =>
      !checkColumns.has(name) && !isSame(value, recorded[name as keyof SubscriptionRow] ?? null),
  )
}

function isDifferent(recorded: Chain['lines'], lines: readonly LineFacts[]): boolean {
  if (recorded.length !== lines.length) return true
  return lines.some((line) => {
    const before = recorded.find(({ lineKey }) => lineKey === line.lineKey)
    return (
      before === undefined ||
      Object.entries(line).some(([name, value]) => !isSame(value, before[name as keyof LineFacts]))
    )
  })
}

function isSame(one: unknown, other: unknown): boolean {
  const toComparable = (value: unknown) => (value instanceof Date ? value.getTime() : value)
  return toComparable(one) === toComparable(other)
}
