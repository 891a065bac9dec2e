import type { SubscriptionPeriod } from '../../stores/contract/subscription.ts'
import type { AppContext } from '../context.ts'
import type { SubscriptionRow } from '../models.ts'
import { diffPeriods, toPeriodKey, type MissingPeriod, type SubscriptionEvent } from './diff-periods.ts'
import { diffState, toInitialState, type SubscriptionState } from './diff-state.ts'
import { findSoldItems, onlySubscriptions } from './find-sold-items.ts'
import type { SubscriptionOwner } from './find-subscription-owner.ts'
import { mergePeriods, readKeptPeriods } from './kept-periods.ts'
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

type PlanInput = { readonly chain: Chain; readonly owner: SubscriptionOwner | null }

export async function planSnapshot(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, owner }: PlanInput,
): Promise<SnapshotPlan> {
  const { snapshot, store, saleRead } = reading
  const { recorded } = chain
  const kept = recorded === null ? [] : readKeptPeriods(ctx, recorded)
  const periods = mergePeriods(kept, snapshot.periods)
  const items = onlySubscriptions(await findSoldItems(ctx, store, { ...snapshot, periods }))
  const { missing, keptPeriods } = planPeriods({ ...snapshot, periods }, { chain, owner, items })
  const facts = withoutErased(
    mergeFacts(toFacts(snapshot, items, { at: saleRead.readAt, store }), recorded),
    owner,
  )
  const lines = toLineFacts(snapshot, items, ctx.app.row.subscriptionRefundPolicy)
  const appliesState = isCurrent(reading, chain)
  const nextCheckAt = planNextCheck(facts, reading.answersAfterEndMs, ctx.clock())
  const row = { ...facts, userId: owner?.user.id ?? null, nextCheckAt, endedAt: toEndedAt(reading, recorded) }
  const { storeReadAt, storeStatedAt, failedReads, isStale } = facts
  const linesDiffer = isDifferent(chain.lines, lines)
  return {
    items,
    row,
    check: appliesState ? { storeReadAt, storeStatedAt, failedReads, isStale, nextCheckAt } : {},
    lines,
    linesDiffer,
    appliesState,
    differs: appliesState && (linesDiffer || recorded === null || haveFactsChanged(recorded, row)),
    missing,
    keptPeriods,
    events: appliesState
      ? planEvents(reading, { chain, facts, lines, hasNewPeriod: missing.length > 0 })
      : [],
    previousStatus: recorded?.status ?? null,
  }
}

function planPeriods(
  snapshot: SubscriptionReading['snapshot'],
  { chain, owner, items }: PlanInput & { readonly items: ItemsByProduct },
): Pick<SnapshotPlan, 'missing' | 'keptPeriods'> {
  const found = diffPeriods(snapshot, {
    recorded: chain.payments,
    status: chain.recorded?.status ?? null,
    items,
  })
  const canBeRecorded = ({ period }: MissingPeriod) =>
    owner !== null && (items.get(period.storeProductId) ?? null) !== null
  const keptKeys = new Set(
    found.filter((each) => !canBeRecorded(each)).map(({ period }) => toPeriodKey(period)),
  )
  return {
    missing: found.filter(canBeRecorded),
    keptPeriods: snapshot.periods.filter((period) => keptKeys.has(toPeriodKey(period))),
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

function toEndedAt(
  { snapshot, saleRead }: SubscriptionReading,
  recorded: SubscriptionRow | null,
): Date | null {
  const isEnded = snapshot.state === 'EXPIRED' || snapshot.state === 'REVOKED'
  return isEnded ? (recorded?.endedAt ?? saleRead.readAt) : null
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
  { saleRead }: SubscriptionReading,
  {
    chain,
    facts,
    lines,
    hasNewPeriod,
  }: {
    readonly chain: Chain
    readonly facts: SubscriptionFacts
    readonly lines: readonly LineFacts[]
    readonly hasNewPeriod: boolean
  },
): SubscriptionEvent[] {
  const after: SubscriptionState = { ...facts, lines }
  const { recorded, payments } = chain
  const isReported = recorded !== null && recorded.userId !== null && payments.length > 0
  const before = isReported ? { ...recorded, lines: chain.lines } : toInitialState(after)
  return diffState(before, after, { at: saleRead.readAt, hasNewPeriod })
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
